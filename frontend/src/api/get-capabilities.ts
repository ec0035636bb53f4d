import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";

const choice = z
  .object({ name: z.string(), reason: z.string().nullish(), kind: z.string().nullish() })
  .transform(({ name, reason, kind }) => ({ name, usable: !reason, kind: kind ?? null }));

/** Something this machine can do, or the kind of reason why it cannot. */
export type Choice = z.infer<typeof choice>;

const bareName = z.union([z.string(), z.number()]).transform((name): Choice => {
  return { name: String(name), usable: true, kind: null };
});

const choices = z.array(z.union([choice, bareName]));

const pretrained = z.object({
  name: z.string(),
  present: z.boolean(),
  adds: z.string(),
  expected_path: z.string(),
  /** Set where the file is not one of those known. */
  warning: z.string().nullish(),
});

/** Weights that are, or could be, in `pretrained/`. */
export type Pretrained = z.infer<typeof pretrained>;

const capabilitiesSchema = z.object({
  f0_methods: choices,
  sample_rates: choices,
  families: choices,
  presets: choices,
  encoders: choices,
  /** What "automatic" comes down to on this machine. */
  automatic: z.object({ family: z.string(), encoder: z.string() }),
  /** Of an automatic training, from the pace of the one before; null where it is not known. */
  training_minutes: z.number().nullable(),
  pretrained: z.array(pretrained),
  limits: z.object({
    /** Files of one training. */
    recordings: z.number(),
    /** One file, in MB. */
    file_mb: z.number(),
    /** How long what was deleted can be brought back. */
    undo_seconds: z.number(),
  }),
  defaults: z.object({
    epochs: z.union([z.number(), z.literal("auto")]),
    sample_rate: z.number(),
    batch_size: z.number(),
    save_every: z.number(),
    /** By the model's family. */
    retrieval_ratio: z.record(z.string(), z.number()),
    consonant_protection: z.number(),
    envelope_mix: z.number(),
  }),
});

export type Capabilities = z.infer<typeof capabilitiesSchema>;

export type Limits = Capabilities["limits"];

/** What this machine can do, and why not the rest. */
export function useCapabilities() {
  return useQuery({
    queryKey: ["capabilities"],
    queryFn: () => request("GET", "/capabilities", capabilitiesSchema),
    staleTime: 60_000,
  });
}
