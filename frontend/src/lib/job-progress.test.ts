import { describe, expect, test } from "vitest";

import { eventsOf, riverCover, springModel } from "@/testing/samples";

import { applyEvents, noProgress, planStages } from "./job-progress";

type Bodies = Parameters<typeof eventsOf>[0];

function after(...bodies: Bodies) {
  return applyEvents(noProgress, eventsOf(bodies));
}

const sample = (number: number, url: string) => ({ type: "sample_ready", epoch: number, url }) as const;

const epoch = (number: number, mel: number) =>
  ({ type: "epoch_finished", epoch: number, epochs: 9, step: number, losses: { mel }, seconds_left: 5 }) as const;

describe("applyEvents", () => {
  test("counts a stage's work", () => {
    const { stages } = after(
      { type: "stage_started", stage: "pitch", total: 8 },
      { type: "stage_advanced", stage: "pitch", done: 3, total: 8 },
    );
    expect(stages).toEqual([{ name: "pitch", status: "running", done: 3, total: 8 }]);
  });

  test("ends a stage when the next one starts", () => {
    const { stages } = after(
      { type: "stage_started", stage: "pitch", total: 8 },
      { type: "stage_started", stage: "content", total: 8 },
    );
    expect(stages[0]?.status).toBe("done");
  });

  test("collects the losses of each epoch", () => {
    expect(after(epoch(1, 3), epoch(2, 2)).points.map((point) => point.losses.mel)).toEqual([3, 2]);
  });

  test("replaces epochs that a resumed worker repeats", () => {
    expect(after(epoch(1, 3), epoch(2, 2), epoch(2, 1)).points.map((point) => point.losses.mel)).toEqual([3, 1]);
  });

  test.each(["queued", "started"] as const)("begins its stages anew when it is %s again", (type) => {
    const { stages, secondsLeft } = after(
      { type: "stage_started", stage: "training", total: 8 },
      { type: "stage_advanced", stage: "training", done: 3, total: 8, seconds_left: 90 },
      { type },
    );
    expect({ stages, secondsLeft }).toEqual({ stages: [], secondsLeft: null });
  });

  test("does not take a training for finished that prepares once more after a restart", () => {
    const { stages } = after(
      { type: "stage_started", stage: "preparing", total: 8 },
      { type: "stage_started", stage: "training", total: 8 },
      { type: "queued" },
      { type: "started" },
      { type: "stage_started", stage: "preparing", total: 8 },
    );
    expect(planStages(["preparing", "training"], stages).map((stage) => stage.status)).toEqual(["running", "waiting"]);
  });

  test("keeps what a restarted training has learnt and sung", () => {
    const { points, samples } = after(epoch(1, 3), sample(1, "/old"), { type: "queued" }, { type: "started" });
    expect([points.length, samples.length]).toEqual([1, 1]);
  });

  test("replaces the sample of an epoch that comes again", () => {
    const { samples } = after(sample(1, "/first"), sample(2, "/old"), { type: "started" }, sample(2, "/new"));
    expect(samples.map((each) => each.url)).toEqual(["/first", "/new"]);
  });

  test("keeps the model of a failed training", () => {
    const error = { code: "out_of_memory", message: "No memory." };
    expect(after({ type: "failed", error, model: springModel }).model?.name).toBe("봄");
  });

  test("keeps the model of a stopped training", () => {
    expect(after({ type: "cancelled", model: springModel }).model?.name).toBe("봄");
  });

  test("marks the stage that a stop cut off", () => {
    const { stages } = after({ type: "stage_started", stage: "training", total: 8 }, { type: "cancelled" });
    expect(stages[0]?.status).toBe("stopped");
  });

  test("keeps the cover of a finished job", () => {
    expect(after({ type: "succeeded", cover: riverCover }).cover?.id).toBe("c1");
  });

  test("tells why a job failed", () => {
    const error = { code: "out_of_memory", message: "No memory." };
    expect(after({ type: "failed", error }).error).toEqual(error);
  });

  test("goes on over events it does not know", () => {
    expect(after({ type: "other" }, { type: "started" }).status).toBe("running");
  });
});

describe("planStages", () => {
  test("shows what is still to come", () => {
    expect(planStages(["separating", "mixing"], []).map((stage) => stage.status)).toEqual(["waiting", "waiting"]);
  });

  test("marks a stage that was passed over", () => {
    const { stages } = after({ type: "stage_started", stage: "mixing", total: 1 });
    expect(planStages(["separating", "mixing"], stages)[0]?.status).toBe("skipped");
  });

  test("puts an unplanned stage after the one before it", () => {
    const { stages } = after(
      { type: "stage_started", stage: "separating", total: 1 },
      { type: "stage_started", stage: "pitch", total: 1 },
    );
    const names = planStages(["separating", "mixing"], stages).map((stage) => stage.name);
    expect(names).toEqual(["separating", "pitch", "mixing"]);
  });
});
