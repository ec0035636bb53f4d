import type { Cover } from "@/schemas/cover";
import type { Job } from "@/schemas/job";
import type { JobEvent } from "@/schemas/job-event";
import type { Model } from "@/schemas/model";

export const trainingJob: Job = {
  id: "j1",
  kind: "training",
  status: "running",
  progress: 0.25,
  seconds_left: 90,
  created_at: "2026-01-02T03:04:05Z",
  queue_position: null,
  resumable: false,
  model: "봄",
};

export const springModel: Model = {
  name: "봄",
  sample_rate: 40_000,
  content_dim: 768,
  f0: true,
  epochs: 20,
  has_index: true,
  median_f0_hz: 220,
  version: "v2",
  family: "rvc",
  encoder: "contentvec",
  interchangeable: true,
  card: {},
  size_bytes: 55_000_000,
  created_at: "2026-01-02T03:04:05Z",
  samples: [5],
  source: "trained",
};

export const riverCover: Cover = {
  id: "c1",
  name: "강",
  url: "/cover/%EA%B0%95-c1.wav",
  model: "봄",
  pitch: 12,
  duration_seconds: 15,
  created_at: "2026-01-02T03:04:05Z",
  stems: ["accompaniment", "vocals"],
  a_cappella: false,
};

export const capabilitiesAnswer = {
  f0_methods: [
    { name: "rmvpe", reason: "rmvpe.pt is missing", kind: "weights" },
    { name: "swift-f0", reason: null },
  ],
  sample_rates: [32_000, 40_000, 48_000],
  families: [
    { name: "rvc", reason: null },
    { name: "starter", reason: null },
  ],
  presets: [{ name: "auto", reason: null }],
  encoders: [{ name: "contentvec", reason: "its weights are missing" }],
  automatic: { family: "rvc", encoder: "log-mel" },
  training_minutes: null,
  pretrained: [],
  limits: { undo_seconds: 600, recordings: 5, file_mb: 500 },
  defaults: {
    epochs: "auto",
    sample_rate: 40000,
    batch_size: 4,
    save_every: 5,
    retrieval_ratio: { rvc: 0.3, starter: 0 },
    consonant_protection: 0.33,
    envelope_mix: 0.25,
  },
};

type EventBody = JobEvent extends infer E ? (E extends JobEvent ? Omit<E, "job_id" | "seq" | "at"> : never) : never;

/** Events of job `j1` in order, `seq` counted from `first`. */
export function eventsOf(bodies: EventBody[], first = 1): JobEvent[] {
  return bodies.map((body, position) => {
    return { ...body, job_id: "j1", seq: first + position, at: "2026-01-02T03:04:05Z" };
  });
}
