import { z } from "@/config/zod";
import { type WarningData, warningSchema } from "@/lib/api-error";

/** A warning as earlier versions stored it. */
const sentence = z.string().transform((message): WarningData => ({ code: "", message }));

export const modelSchema = z.object({
  name: z.string(),
  sample_rate: z.number().nullable(),
  content_dim: z.number().nullable(),
  f0: z.boolean().nullable(),
  epochs: z.number().nullable(),
  has_index: z.boolean().nullable(),
  median_f0_hz: z.number().nullable(),
  version: z.string().nullable(),
  family: z.string().nullable(),
  encoder: z.string().nullish(),
  interchangeable: z.boolean().nullable(),
  card: z.record(z.string(), z.unknown()).nullish(),
  /** Of the file that is downloaded. */
  size_bytes: z.number().nullish(),
  /** Of all that is kept of it: recordings, features, checkpoints. */
  disk_bytes: z.number().nullish(),
  created_at: z.string(),
  warnings: z.array(z.union([warningSchema, sentence])).nullish(),
  /** Epochs of which a listening sample is kept. */
  samples: z.array(z.number()).nullish().catch(null),
  source: z.enum(["trained", "uploaded"]),
});

/** A voice model of this browser, as the server tells it. */
export type Model = z.infer<typeof modelSchema>;
