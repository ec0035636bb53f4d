import { useState } from "react";

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

export interface TrainDraft {
  values: TrainValues;
  set: (change: Partial<TrainValues>) => void;
}

/** The form's content, kept by the page so that looking at the other tab loses nothing. */
export function useTrainDraft(): TrainDraft {
  const [values, setValues] = useState(initialValues);
  return { values, set: (change) => setValues((before) => ({ ...before, ...change })) };
}
