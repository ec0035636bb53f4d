import type { SelectOption } from "@/components/ui/select-field";
import { nameOf } from "@/i18n/name-of";

import type { Choice } from "./get-capabilities";

interface OptionTexts {
  auto: string;
  unusable: (name: string, reason: string) => string;
}

/** Options for a select: "automatic" first, what cannot be used at the end of its own line with the reason. */
export function toOptions(choices: Choice[], texts: OptionTexts, words: Record<string, string> = {}): SelectOption[] {
  const named = choices.filter((choice) => choice.name !== "auto");
  return [{ value: "auto", label: texts.auto }, ...named.map((choice) => toOption(choice, texts, words))];
}

function toOption(choice: Choice, texts: OptionTexts, words: Record<string, string>): SelectOption {
  const name = nameOf(words, choice.name);
  if (choice.usable) return { value: choice.name, label: name };
  return { value: choice.name, label: texts.unusable(name, choice.reason ?? ""), disabled: true };
}
