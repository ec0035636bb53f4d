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
  /** The levels that it was made with. */
  vocal_gain_db: z.number().nullish(),
  accompaniment_gain_db: z.number().nullish(),
  /** Whether the accompaniment was moved by `pitch` too. */
  shift_accompaniment: z.boolean().nullish(),
  /** Whether the song was a voice alone. */
  a_cappella: z.boolean().nullish(),
});

/** A finished cover of this browser. */
export type Cover = z.infer<typeof coverSchema>;
