import { z } from "@/config/zod";

export const coverSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  model: z.string().nullable(),
  pitch: z.number().nullable(),
  duration_seconds: z.number().nullable(),
  created_at: z.string(),
  /** Names of the single tracks that are kept. */
  stems: z.array(z.string()).nullish(),
});

/** A finished cover of this browser. */
export type Cover = z.infer<typeof coverSchema>;
