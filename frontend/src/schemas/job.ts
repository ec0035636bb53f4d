import { z } from "@/config/zod";
import { errorDataSchema } from "@/lib/api-error";

import { coverSchema } from "./cover";

export const jobStatusSchema = z.enum(["queued", "running", "succeeded", "failed", "cancelled"]);

export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum(["training", "cover", "preview", "analysis"]),
  status: jobStatusSchema,
  stage: z.string().nullish(),
  progress: z.number().nullish(),
  seconds_left: z.number().nullish(),
  created_at: z.string(),
  started_at: z.string().nullish(),
  finished_at: z.string().nullish(),
  queue_position: z.number().nullish(),
  starts_in_seconds: z.number().nullish(),
  resumable: z.boolean().nullish(),
  model: z.string().nullish(),
  song_id: z.string().nullish(),
  /** Null for previews too: what they tell here is no cover of the library. */
  cover: coverSchema.nullish().catch(null),
  error: errorDataSchema.nullish(),
});

export type Job = z.infer<typeof jobSchema>;
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const jobAnswer = z.object({ job: jobSchema });

/** Whether a job has come to its end, whichever. */
export function isFinished(status: JobStatus): boolean {
  return status === "succeeded" || status === "failed" || status === "cancelled";
}
