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

const shown: (keyof TrainValues)[] = [
  "files",
  "name",
  "epochs",
  "consent",
  "maxMinutes",
  "batchSize",
  "saveEvery",
  "f0Method",
];

/** Whether a refusal has its place beside one of the form's fields. */
export function hasPlace(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.field === null) return false;
  const field = fieldNames[error.field];
  return field !== undefined && shown.includes(field);
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
  if (!field || !shown.includes(field) || sent[field] !== values[field]) return {};
  return { [field]: describeError(texts, error) };
}
