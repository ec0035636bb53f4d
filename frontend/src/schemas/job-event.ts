import { z } from "@/config/zod";
import { errorDataSchema, warningSchema } from "@/lib/api-error";

import { coverSchema } from "./cover";
import { modelSchema } from "./model";

const base = { job_id: z.string(), seq: z.number().int(), at: z.string() };

const known = z.discriminatedUnion("type", [
  z.object({ ...base, type: z.literal("queued") }),
  z.object({ ...base, type: z.literal("started") }),
  z.object({ ...base, type: z.literal("stage_started"), stage: z.string(), total: z.number() }),
  z.object({
    ...base,
    type: z.literal("stage_advanced"),
    stage: z.string(),
    done: z.number(),
    total: z.number(),
    seconds_left: z.number().nullish(),
  }),
  z.object({
    ...base,
    type: z.literal("epoch_finished"),
    epoch: z.number(),
    epochs: z.number(),
    step: z.number(),
    losses: z.record(z.string(), z.number().nullable()),
    seconds_left: z.number().nullish(),
  }),
  z.object({ ...base, type: z.literal("checkpoint_saved"), epoch: z.number() }),
  z.object({ ...base, type: z.literal("sample_ready"), url: z.string(), epoch: z.number() }),
  z.object({ ...base, type: z.literal("warning"), ...warningSchema.shape }),
  z.object({
    ...base,
    type: z.literal("succeeded"),
    model: modelSchema.nullish(),
    cover: coverSchema.nullish(),
  }),
  z.object({ ...base, type: z.literal("failed"), error: errorDataSchema, model: modelSchema.nullish() }),
  z.object({ ...base, type: z.literal("cancelled"), model: modelSchema.nullish() }),
]);

/** Events of a newer server are kept for their `seq`, so that the order stays gapless. */
const unknown = z.object({ ...base, type: z.string() }).transform((event) => ({
  job_id: event.job_id,
  seq: event.seq,
  at: event.at,
  type: "other" as const,
}));

export const jobEventSchema = z.union([known, unknown]);

/** Something that happened to a job, in the order of `seq` (from 1, without gaps). */
export type JobEvent = z.infer<typeof jobEventSchema>;
