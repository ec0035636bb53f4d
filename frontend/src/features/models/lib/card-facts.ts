import type { Model } from "@/schemas/model";

/** A number that a model's card tells under one of `names`, or null. */
export function cardNumber(model: Model, ...names: string[]): number | null {
  for (const name of names) {
    const value = model.card?.[name];
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return null;
}
