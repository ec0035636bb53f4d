import { ApiError, type ErrorData, type WarningData } from "@/lib/api-error";

import { type ErrorWords, readFacts, type Words } from "./facts";
import type { Dictionary } from "./language";

/** What happened, and what a person can do about it. */
export interface Explanation extends Words {
  /** The server's own words, only where the page does not know the error's code. */
  detail: string | null;
}

/** The meaning of a refusal, from its code, kind and facts. */
export function explainRefusal(texts: Dictionary, error: ErrorData): Explanation {
  return explain(texts, texts.errors[error.code], error);
}

/** The meaning of a job's failure, whose files are the server's own. */
export function explainFailure(texts: Dictionary, error: ErrorData): Explanation {
  return explain(texts, texts.jobErrors[error.code] ?? texts.errors[error.code], error);
}

function explain(texts: Dictionary, words: ErrorWords | undefined, error: ErrorData): Explanation {
  if (!words) return unknownWords(texts, error.message);
  const { what, todo, kinds } = words;
  const own = kinds?.[error.kind ?? ""];
  const exact = typeof own === "function" ? own(readFacts(error.facts ?? {}, texts.common.locale)) : own;
  return { what, todo, ...exact, detail: null };
}

function unknownWords(texts: Dictionary, message: string): Explanation {
  return { what: texts.common.unknownError, todo: texts.common.unknownAdvice, detail: message || null };
}

function inOneLine(texts: Dictionary, { what, todo, detail }: Explanation): string {
  return detail === null ? `${what} ${todo}` : `${what} ${todo} ${texts.common.detail}: ${detail}`;
}

/** What went wrong and what to do, in the reader's language. */
export function describeError(texts: Dictionary, error: unknown): string {
  if (error instanceof ApiError) return inOneLine(texts, explainRefusal(texts, error.data));
  return inOneLine(texts, unknownWords(texts, ""));
}

/** The text for a form's field, where the server's refusal names that field. */
export function describeFieldError(texts: Dictionary, error: unknown, ...fields: string[]): string | null {
  const named = error instanceof ApiError && error.field !== null && fields.includes(error.field);
  return named ? describeError(texts, error) : null;
}

/** What a warning means: of which recording, and how much; a code the page does not know keeps its message. */
export function describeWarning(texts: Dictionary, { code, message, facts }: WarningData): string {
  const tell = texts.warnings[code];
  if (!tell) return `${texts.common.unknownWarning} ${texts.common.detail}: ${message}`;
  const told = tell(readFacts(facts ?? {}, texts.common.locale));
  const recording = facts?.["recording"];
  return recording === undefined ? told : `${texts.common.recording(Number(recording))}: ${told}`;
}
