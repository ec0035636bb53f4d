import type { Dictionary } from "@/i18n/language";

const MAX_LENGTH = 60;
/** In UTF-8, so that a folder of that name fits every file system. */
const MAX_BYTES = 180;
const FORBIDDEN = /[/\\<>:"|?*]|[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
/** Names that some system keeps for its devices. */
const RESERVED = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)/i;

/** Why a name cannot be a model's, or null; the server's rule, told while typing. */
export function checkModelName(name: string, texts: Dictionary): string | null {
  const { invalid } = texts.make;
  const normalised = name.normalize("NFC").trim();
  const length = Array.from(normalised).length;
  if (length === 0) return invalid.nameMissing;
  if (length > MAX_LENGTH) return invalid.nameTooLong(length);
  if (new TextEncoder().encode(normalised).length > MAX_BYTES) return invalid.nameTooLarge;
  if (FORBIDDEN.test(normalised)) return invalid.nameCharacters;
  return /^[.~]|\.$/.test(normalised) || RESERVED.test(normalised) ? invalid.nameReserved : null;
}
