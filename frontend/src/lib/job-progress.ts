/** What a person sees of a job, derived from nothing but its events. */
import type { Cover } from "@/schemas/cover";
import type { ErrorData, WarningData } from "@/lib/api-error";
import type { JobStatus } from "@/schemas/job";
import type { JobEvent } from "@/schemas/job-event";
import type { Model } from "@/schemas/model";

export interface Stage {
  name: string;
  status: "waiting" | "running" | "done" | "skipped" | "stopped";
  done: number;
  total: number;
}

export interface EpochPoint {
  epoch: number;
  losses: Record<string, number | null>;
}

export interface ListeningSample {
  epoch: number;
  url: string;
}

export interface JobProgress {
  /** Null until the first event is known. */
  status: JobStatus | null;
  stages: Stage[];
  epoch: number;
  epochs: number;
  points: EpochPoint[];
  secondsLeft: number | null;
  savedEpoch: number | null;
  samples: ListeningSample[];
  warnings: WarningData[];
  model: Model | null;
  cover: Cover | null;
  error: ErrorData | null;
}

export const noProgress: JobProgress = {
  status: null,
  stages: [],
  epoch: 0,
  epochs: 0,
  points: [],
  secondsLeft: null,
  savedEpoch: null,
  samples: [],
  warnings: [],
  model: null,
  cover: null,
  error: null,
};

/** The progress after `events`; thousands of them cost one copy, not one each. */
export function applyEvents(progress: JobProgress, events: JobEvent[]): JobProgress {
  const draft: JobProgress = {
    ...progress,
    stages: progress.stages.map((stage) => ({ ...stage })),
    points: [...progress.points],
    samples: [...progress.samples],
    warnings: [...progress.warnings],
  };
  for (const event of events) applyEvent(draft, event);
  return draft;
}

function applyEvent(draft: JobProgress, event: JobEvent): void {
  switch (event.type) {
    case "queued":
    case "started":
      beginJob(draft, event.type);
      break;
    case "stage_started":
      startStage(draft, event.stage, event.total);
      break;
    case "stage_advanced":
      advanceStage(draft, event.stage, event.done, event.total);
      draft.secondsLeft = event.seconds_left ?? draft.secondsLeft;
      break;
    case "epoch_finished":
      draft.secondsLeft = event.seconds_left ?? draft.secondsLeft;
      finishEpoch(draft, event);
      break;
    default:
      applyOutcome(draft, event);
  }
}

/** Also after a restart of the server, when a job begins with its first stage again. */
function beginJob(draft: JobProgress, type: "queued" | "started"): void {
  draft.status = type === "queued" ? "queued" : "running";
  draft.stages = [];
  draft.secondsLeft = null;
}

function applyOutcome(draft: JobProgress, event: JobEvent): void {
  switch (event.type) {
    case "checkpoint_saved":
      draft.savedEpoch = event.epoch;
      break;
    case "sample_ready":
      // A resumed worker may repeat an epoch: its newer sample counts.
      draft.samples = draft.samples.filter((sample) => sample.epoch !== event.epoch);
      draft.samples.push({ epoch: event.epoch, url: event.url });
      break;
    case "warning":
      draft.warnings.push({ code: event.code, message: event.message, facts: event.facts });
      break;
    case "succeeded":
    case "failed":
    case "cancelled":
      endJob(draft, event);
      break;
  }
}

type EndEvent = Extract<JobEvent, { type: "succeeded" | "failed" | "cancelled" }>;

function endJob(draft: JobProgress, event: EndEvent): void {
  draft.status = event.type;
  draft.secondsLeft = null;
  draft.model = event.model ?? null;
  if (event.type === "failed") draft.error = event.error;
  const running = draft.stages.filter((stage) => stage.status === "running");
  if (event.type === "succeeded") running.forEach(finishStage);
  else running.forEach((stage) => (stage.status = "stopped"));
  if (event.type === "succeeded") draft.cover = event.cover ?? null;
}

function startStage(draft: JobProgress, name: string, total: number): void {
  draft.status = "running";
  draft.secondsLeft = null;
  draft.stages.filter((stage) => stage.status === "running").forEach(finishStage);
  const known = draft.stages.find((stage) => stage.name === name);
  if (known) Object.assign(known, { status: "running", done: 0, total });
  else draft.stages.push({ name, status: "running", done: 0, total });
}

function advanceStage(draft: JobProgress, name: string, done: number, total: number): void {
  if (!draft.stages.some((stage) => stage.name === name)) startStage(draft, name, total);
  const stage = draft.stages.find((candidate) => candidate.name === name);
  if (stage) Object.assign(stage, { done, total });
}

function finishStage(stage: Stage): void {
  stage.status = "done";
  stage.done = stage.total;
}

function finishEpoch(draft: JobProgress, event: Extract<JobEvent, { type: "epoch_finished" }>): void {
  // A resumed worker may repeat an epoch it had not saved: the newer numbers count.
  draft.points = draft.points.filter((point) => point.epoch < event.epoch);
  draft.points.push({ epoch: event.epoch, losses: event.losses });
  draft.epoch = event.epoch;
  draft.epochs = event.epochs;
}

/** The stages to show: those that happened, then those of `plan` still to come. */
export function planStages(plan: string[], stages: Stage[]): Stage[] {
  const seen = new Map(stages.map((stage) => [stage.name, stage]));
  const lastSeen = plan.findLastIndex((name) => seen.has(name));
  const planned = plan.map((name, position): Stage => {
    const status = position < lastSeen ? "skipped" : "waiting";
    return seen.get(name) ?? { name, status, done: 0, total: 0 };
  });
  return insertUnplanned(planned, stages);
}

function insertUnplanned(planned: Stage[], stages: Stage[]): Stage[] {
  const result = [...planned];
  stages.forEach((stage, position) => {
    if (result.includes(stage)) return;
    const previous = stages[position - 1];
    result.splice(previous ? result.indexOf(previous) + 1 : 0, 0, stage);
  });
  return result;
}
