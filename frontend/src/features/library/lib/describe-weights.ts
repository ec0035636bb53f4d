import type { Pretrained } from "@/api/get-capabilities";
import type { Dictionary } from "@/i18n/language";

/** RVC's own naming: f0 or not, generator or discriminator, rate in kHz, and `-v1` for the older kind. */
const BASE_NAME = /^(f0)?([GD])(32|40|48)k(-v1)?$/;

export function isBaseWeights(weights: Pretrained): boolean {
  return BASE_NAME.test(weights.name);
}

/** What weights make possible, in the reader's language where the name is known. */
export function describeWeights(weights: Pretrained, texts: Dictionary): string {
  const words = texts.library.weights;
  const base = BASE_NAME.exec(weights.name);
  if (base) {
    const [, pitch, part, rate = "", older] = base;
    const kind = part === "G" ? words.generator : words.discriminator;
    return words.base(older ? "v1" : "v2", kind, rate, pitch ? words.withPitch : words.withoutPitch);
  }
  const known: Record<string, string> = words.adds;
  return known[weights.name] ?? weights.adds;
}
