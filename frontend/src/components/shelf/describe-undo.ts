import { describeError } from "@/i18n/error-text";
import type { Dictionary } from "@/i18n/language";
import { ApiError, isNotFound } from "@/lib/api-error";

/** Why something deleted did not come back, and what can be done about it. */
export function describeUndo(texts: Dictionary, error: unknown): string {
  if (isNotFound(error)) return texts.library.undoLate;
  if (error instanceof ApiError && error.data.code === "name_taken") return texts.library.undoTaken;
  return describeError(texts, error);
}
