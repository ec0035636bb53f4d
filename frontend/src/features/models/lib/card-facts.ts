import { z } from "@/config/zod";
import type { Model } from "@/schemas/model";

const cardSchema = z.object({
  minutes_of_data: z.number().nullish().catch(null),
  held_out: z
    .object({ mel_distance: z.number().nullish(), f0_error_cents: z.number().nullish() })
    .nullish()
    .catch(null),
});

/** What a model's card tells of its making; a card from elsewhere may tell nothing. */
export function readCard(model: Model) {
  const card = cardSchema.safeParse(model.card ?? {}).data;
  return {
    minutes: card?.minutes_of_data ?? null,
    melDistance: card?.held_out?.mel_distance ?? null,
    f0ErrorCents: card?.held_out?.f0_error_cents ?? null,
  };
}
