import type { Dictionary } from "@/i18n/language";
import { checkAudioFile } from "@/lib/audio-files";
import { parseWhole } from "@/lib/check-number";
import { checkModelName } from "@/lib/model-name";

import type { TrainValues } from "./train-values";

const MAX_RECORDINGS = 5;

export type TrainErrors = Partial<Record<keyof TrainValues, string>>;

/** What the server would refuse, by field; empty when all is well. */
export function validateTraining(values: TrainValues, texts: Dictionary): TrainErrors {
  const { invalid } = texts.make;
  const found: Record<string, string | null> = {
    files: checkFiles(values.files, texts),
    name: checkModelName(values.name, texts),
    epochs: isWhole(values.epochs, 10_000) ? null : invalid.epochs,
    batchSize: isWhole(values.batchSize, 64) ? null : invalid.wholeNumber(1, 64),
    saveEvery: isWhole(values.saveEvery, 10_000) ? null : invalid.wholeNumber(1, 10_000),
    maxMinutes: isMinutes(values.maxMinutes) ? null : invalid.minutes,
    consent: values.consent ? null : invalid.consent,
  };
  return Object.fromEntries(Object.entries(found).filter(([, text]) => text !== null));
}

function checkFiles(files: File[], texts: Dictionary): string | null {
  if (files.length === 0) return texts.make.invalid.filesMissing;
  if (files.length > MAX_RECORDINGS) return texts.make.invalid.filesTooMany;
  return files.map((file) => checkAudioFile(file, texts)).find((text) => text !== null) ?? null;
}

/** Null stands for the server's default. */
function isWhole(text: string | null, most: number): boolean {
  return text === null || parseWhole(text, 1, most) !== null;
}

function isMinutes(text: string): boolean {
  return text.trim() === "" || Number(text) > 0;
}
