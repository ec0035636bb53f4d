import { useState } from "react";

import { z } from "@/config/zod";

/** What the train form holds; numbers stay text until they are checked. */
export interface TrainValues {
  files: File[];
  name: string;
  epochs: string;
  f0Method: string;
  sampleRate: string;
  batchSize: string;
  saveEvery: string;
  baseWeights: string;
  family: string;
  preset: string;
  maxMinutes: string;
  consent: boolean;
}

const initialValues: TrainValues = {
  files: [],
  name: "",
  epochs: "20",
  f0Method: "auto",
  sampleRate: "40000",
  batchSize: "4",
  saveEvery: "5",
  baseWeights: "auto",
  family: "auto",
  preset: "auto",
  maxMinutes: "",
  consent: false,
};

const settingsSchema = z.object({
  name: z.string(),
  epochs: z.string(),
  f0Method: z.string(),
  sampleRate: z.string(),
  batchSize: z.string(),
  saveEvery: z.string(),
  baseWeights: z.string(),
  family: z.string(),
  preset: z.string(),
  maxMinutes: z.string(),
});

const storageKey = (name: string) => `training:${name}`;

/** Keep what was asked for, all but the recordings, for another attempt in this visit. */
export function keepSettings(values: TrainValues): void {
  const name = values.name.normalize("NFC").trim();
  sessionStorage.setItem(storageKey(name), JSON.stringify(settingsSchema.parse(values)));
}

/** A new form, filled in as for the training of `name` where that was asked for in this visit. */
export function startValues(name: string | null): TrainValues {
  const text = name === null ? null : sessionStorage.getItem(storageKey(name));
  const kept = settingsSchema.safeParse(text === null ? null : JSON.parse(text));
  return { ...initialValues, ...kept.data };
}

export interface TrainDraft {
  values: TrainValues;
  set: (change: Partial<TrainValues>) => void;
  /** Whether it started with the settings of an earlier training. */
  repeats: boolean;
}

/** The form's content, kept by the page so that looking at the other tab loses nothing; `again` names a training to repeat. */
export function useTrainDraft(again: string | null = null): TrainDraft {
  const [values, setValues] = useState(() => startValues(again));
  const repeats = again !== null && values.name === again;
  return { values, repeats, set: (change) => setValues((before) => ({ ...before, ...change })) };
}
