import type { Limits } from "@/api/get-capabilities";
import type { Dictionary } from "@/i18n/language";
import { checkAudioFile } from "@/lib/audio-files";
import { parseWhole } from "@/lib/check-number";
import { checkModelName } from "@/lib/model-name";

import type { TrainValues } from "./train-values";

export type TrainErrors = Partial<Record<keyof TrainValues, string>>;

/** What the server would refuse, by field; empty when all is well. Its limits are checked once they are known. */
export function validateTraining(values: TrainValues, limits: Limits | undefined, texts: Dictionary): TrainErrors {
  const { invalid } = texts.make;
  const found: Record<string, string | null> = {
    files: checkFiles(values.files, limits, texts),
    name: checkModelName(values.name, texts),
    epochs: isWhole(values.epochs, 10_000) ? null : invalid.epochs,
    batchSize: isWhole(values.batchSize, 64) ? null : invalid.wholeNumber(1, 64),
    saveEvery: isWhole(values.saveEvery, 10_000) ? null : invalid.wholeNumber(1, 10_000),
    maxMinutes: isMinutes(values.maxMinutes) ? null : invalid.minutes,
    consent: values.consent ? null : invalid.consent,
  };
  return Object.fromEntries(Object.entries(found).filter(([, text]) => text !== null));
}

/** All that is wrong with the files, not only what comes first. */
function checkFiles(files: File[], limits: Limits | undefined, texts: Dictionary): string | null {
  const { invalid } = texts.make;
  if (files.length === 0) return invalid.filesMissing;
  const most = limits?.recordings ?? Infinity;
  const tooMany = files.length > most ? [invalid.filesTooMany(most)] : [];
  const wrong = files.map((file) => checkAudioFile(file, texts, limits)).filter((text) => text !== null);
  return [...tooMany, ...wrong].join(" ") || null;
}

/** Null stands for the server's default. */
function isWhole(text: string | null, most: number): boolean {
  return text === null || parseWhole(text, 1, most) !== null;
}

function isMinutes(text: string): boolean {
  return text.trim() === "" || Number(text) > 0;
}
