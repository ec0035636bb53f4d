import type { SelectOption } from "@/components/ui/select-field";
import type { Dictionary } from "@/i18n/language";
import { nameOf } from "@/i18n/name-of";

import type { Choice } from "./get-capabilities";

/** Options for a select: "automatic" first, what cannot be used at the end of its own line with the reason. */
export function toOptions(choices: Choice[], texts: Dictionary, words: Record<string, string> = {}): SelectOption[] {
  const named = choices.filter((choice) => choice.name !== "auto");
  return [
    { value: "auto", label: texts.make.train.auto },
    ...named.map((choice) => toOption(choice, texts.common, words)),
  ];
}

function toOption(choice: Choice, texts: Dictionary["common"], words: Record<string, string>): SelectOption {
  const name = nameOf(words, choice.name);
  if (choice.usable) return { value: choice.name, label: name };
  return { value: choice.name, label: texts.unusable(name, nameOf(texts.unusableKinds, choice.kind ?? "other")), disabled: true };
}
