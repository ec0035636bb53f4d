import { ApiError } from "@/lib/api-error";

import type { Dictionary } from "./language";

/** Words that only the server's message makes exact: which limit, which file, what it is instead. */
const NEED_DETAIL = new Set([
  "invalid_setting",
  "too_large",
  "invalid_audio",
  "audio_undecodable",
  "audio_too_short",
  "audio_silent",
  "invalid_checkpoint",
  "checkpoint_incompatible",
  "method_unavailable",
]);

/** What a stable error word means, or the server's own message where it is a new word. */
export function describeCode(texts: Dictionary, code: string, message: string): string {
  const known: Record<string, string> = texts.errors;
  const meaning = known[code];
  if (meaning === undefined) return message || texts.common.unknownError;
  return NEED_DETAIL.has(code) && message ? `${meaning} (${message})` : meaning;
}

/** What a warning's word means; its message says where. */
export function describeWarning(texts: Dictionary, code: string, message: string): string {
  const known: Record<string, string> = texts.warnings;
  const meaning = known[code];
  return meaning === undefined ? message : `${meaning} (${message})`;
}

/** What a person can do about an error word. */
export function adviseOn(texts: Dictionary, code: string): string {
  const known: Record<string, string> = texts.advice;
  return known[code] ?? texts.common.unknownAdvice;
}

/** What went wrong, in the reader's language. */
export function describeError(texts: Dictionary, error: unknown): string {
  if (error instanceof ApiError) return describeCode(texts, error.code, error.message);
  return texts.common.unknownError;
}

/** The text for a form's field, where the server's refusal names that field. */
export function describeFieldError(texts: Dictionary, error: unknown, ...fields: string[]): string | null {
  const named = error instanceof ApiError && error.field !== null && fields.includes(error.field);
  return named ? describeError(texts, error) : null;
}
