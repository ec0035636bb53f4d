import type { Dictionary } from "@/i18n/language";

import rule from "../../../backend/storage/name_rule.json";

type Ranges = string[][];

const REFUSED = new RegExp(`[${rule.forbidden.replaceAll("\\", "\\\\")}${classOf(rule.refused)}]`, "u");
/** Of these alone nobody could see a name. */
const UNSEEN = new RegExp(`^[\\s${classOf(rule.unseen)}]*$`, "u");
/** Names that some system keeps for its devices. */
const RESERVED = new RegExp(`^(${rule.reserved.join("|")})(\\.|$)`, "i");

/** Why a name cannot be a model's, or null; the server's rule, told while typing. */
export function checkModelName(name: string, texts: Dictionary): string | null {
  const { invalid } = texts.make;
  const normalised = name.normalize("NFC").trim();
  const length = Array.from(normalised).length;
  if (UNSEEN.test(normalised)) return invalid.nameMissing;
  if (length > rule.max_length) return invalid.nameTooLong(length);
  // In UTF-8, so that a folder with this name fits every file system.
  if (new TextEncoder().encode(normalised).length > rule.max_bytes) return invalid.nameTooLarge;
  if (REFUSED.test(normalised)) return invalid.nameCharacters;
  return /^[.~]|\.$/.test(normalised) || RESERVED.test(normalised) ? invalid.nameReserved : null;
}

function classOf(ranges: Ranges): string {
  return ranges.map(([first, last]) => `\\u{${first}}-\\u{${last}}`).join("");
}
