import { ApiError } from "@/lib/api-error";

import type { Dictionary } from "./language";

/** What a stable error word means, or the server's own message where it is a new word. */
export function describeCode(texts: Dictionary, code: string, message: string): string {
  const known: Record<string, string> = texts.errors;
  return known[code] ?? (message || texts.common.unknownError);
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
