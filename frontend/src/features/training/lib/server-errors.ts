import { describeError } from "@/i18n/error-text";
import type { Dictionary } from "@/i18n/language";
import { ApiError } from "@/lib/api-error";

import type { TrainValues } from "./train-values";
import type { TrainErrors } from "./validate-training";

const fieldNames: Record<string, keyof TrainValues> = {
  files: "files",
  name: "name",
  epochs: "epochs",
  consent: "consent",
  max_minutes: "maxMinutes",
  family: "family",
  preset: "preset",
  sample_rate: "sampleRate",
  batch_size: "batchSize",
  save_every: "saveEvery",
  f0_method: "f0Method",
  base_weights: "baseWeights",
};

/** Whether a refusal has its place beside one of the form's fields. */
export function hasPlace(error: unknown): boolean {
  return error instanceof ApiError && error.field !== null && error.field in fieldNames;
}

/** The server's refusal beside the field it names, until that field is changed. */
export function serverErrors(
  error: unknown,
  sent: TrainValues | undefined,
  values: TrainValues,
  texts: Dictionary,
): TrainErrors {
  if (!(error instanceof ApiError) || error.field === null || !sent) return {};
  const field = fieldNames[error.field];
  if (!field || sent[field] !== values[field]) return {};
  const text = describeError(texts, error);
  return { [field]: field === "files" ? withFileName(text, error.data.facts?.["file"], sent.files) : text };
}

/** Among several recordings, the one that the error is about. */
function withFileName(text: string, name: string | number | undefined, files: File[]): string {
  return files.length > 1 && name !== undefined ? `${name}: ${text}` : text;
}
