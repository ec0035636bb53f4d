import type { Dictionary } from "@/i18n/language";

const MAX_LENGTH = 60;
const FORBIDDEN = /[/\\\u0000-\u001f\u007f]|\.\./u;

/** Why a name cannot be a model's, or null; the server's rule, told while typing. */
export function checkModelName(name: string, texts: Dictionary): string | null {
  const { invalid } = texts.make;
  const normalised = name.normalize("NFC").trim();
  const length = Array.from(normalised).length;
  if (length === 0) return invalid.nameMissing;
  if (length > MAX_LENGTH) return invalid.nameTooLong(length);
  if (FORBIDDEN.test(normalised) || normalised === ".") return invalid.nameCharacters;
  return null;
}
