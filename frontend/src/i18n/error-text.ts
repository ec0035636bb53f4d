import { ApiError } from "@/lib/api-error";

import type { Dictionary } from "./language";

/** What happened, and what a person can do about it. */
export interface Explanation {
  what: string;
  todo: string;
  /** The server's own words, only where the page does not know the error's word. */
  detail: string | null;
}

interface Words {
  what: string;
  todo: string;
}

/** The meaning of a refusal: its stable word, made exact by names that the server's message holds. */
export function explainRefusal(texts: Dictionary, code: string, message: string): Explanation {
  const known: Record<string, Words> = texts.errors;
  const words = exactWords(texts, code, message) ?? known[code];
  return words ? { ...words, detail: null } : unknownWords(texts, message);
}

/** The meaning of a job's failure, whose files are the server's own. */
export function explainFailure(texts: Dictionary, code: string, message: string): Explanation {
  const ofJobs: Record<string, Words> = texts.jobErrors;
  const words = ofJobs[code];
  return words ? { ...words, detail: null } : explainRefusal(texts, code, message);
}

function unknownWords(texts: Dictionary, message: string): Explanation {
  return { what: texts.common.unknownError, todo: texts.common.unknownAdvice, detail: message || null };
}

function exactWords(texts: Dictionary, code: string, message: string): Words | undefined {
  if (code === "too_large") return textNamedIn(texts.limits, message);
  if (code === "not_found") return textNamedIn(texts.missing, message);
  if (code !== "checkpoint_incompatible" && code !== "checkpoint_unsafe") return undefined;
  const kind = Object.entries(texts.fileKinds).find(([name]) => message.includes(name));
  if (kind === undefined) return undefined;
  const advice: Record<string, string> = texts.fileAdvice;
  return { what: kind[1], todo: advice[kind[0]] ?? texts.errors[code].todo };
}

/** The text whose key stands in the message. */
function textNamedIn<Text>(table: Record<string, Text>, message: string): Text | undefined {
  return Object.entries(table).find(([name]) => message.includes(name))?.[1];
}

function inOneLine(texts: Dictionary, { what, todo, detail }: Explanation): string {
  return detail === null ? `${what} ${todo}` : `${what} ${todo} ${texts.common.detail}: ${detail}`;
}

/** What went wrong and what to do, in the reader's language. */
export function describeError(texts: Dictionary, error: unknown): string {
  if (error instanceof ApiError) return inOneLine(texts, explainRefusal(texts, error.code, error.message));
  return inOneLine(texts, unknownWords(texts, ""));
}

/** The text for a form's field, where the server's refusal names that field. */
export function describeFieldError(texts: Dictionary, error: unknown, ...fields: string[]): string | null {
  const named = error instanceof ApiError && error.field !== null && fields.includes(error.field);
  return named ? describeError(texts, error) : null;
}

/** The server keeps recordings as `01.wav`, `02.mp3`, …, and its warnings begin with that name. */
const RECORDING = /^(\d{2})\.\w+: /;

/** What a warning means: of which recording, and how much; a word the page does not know keeps its message. */
export function describeWarning(texts: Dictionary, code: string, message: string): string {
  const known: Record<string, (amount: string) => string> = texts.warnings;
  const tell = known[code];
  if (!tell) return `${texts.common.unknownWarning} ${texts.common.detail}: ${message}`;
  const recording = RECORDING.exec(message);
  const amount = /\d+/.exec(message.replace(RECORDING, ""))?.[0] ?? "";
  const text = tell(amount);
  return recording ? `${texts.common.recording(Number(recording[1]))}: ${text}` : text;
}
