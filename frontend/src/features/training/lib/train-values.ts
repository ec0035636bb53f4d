import { z } from "@/config/zod";
import { useKeptState } from "@/lib/kept-state";

/** What the train form holds; numbers stay text until they are checked, and null is the server's default. */
export interface TrainValues {
  files: File[];
  name: string;
  epochs: string | null;
  f0Method: string;
  sampleRate: string | null;
  batchSize: string | null;
  saveEvery: string | null;
  baseWeights: string;
  family: string;
  preset: string;
  maxMinutes: string;
  consent: boolean;
}

const initialValues: TrainValues = {
  files: [],
  name: "",
  epochs: null,
  f0Method: "auto",
  sampleRate: null,
  batchSize: null,
  saveEvery: null,
  baseWeights: "auto",
  family: "auto",
  preset: "auto",
  maxMinutes: "",
  consent: false,
};

const settingsSchema = z.object({
  name: z.string(),
  epochs: z.string().nullable(),
  f0Method: z.string(),
  sampleRate: z.string().nullable(),
  batchSize: z.string().nullable(),
  saveEvery: z.string().nullable(),
  baseWeights: z.string(),
  family: z.string(),
  preset: z.string(),
  maxMinutes: z.string(),
});

const storageKey = (name: string) => `training:${name}`;

/** Where what is typed stays, for a reload. */
const DRAFT_KEY = "trainingDraft";

/** Keep what was asked for, all but the recordings, for another attempt in this visit. */
export function keepSettings(values: TrainValues): void {
  const name = values.name.normalize("NFC").trim();
  sessionStorage.setItem(storageKey(name), JSON.stringify(settingsSchema.parse(values)));
}

/** A new form, filled in as for the training of `name` where that was asked for in this visit, or as it was left. */
export function startValues(name: string | null): TrainValues {
  const text = sessionStorage.getItem(name === null ? DRAFT_KEY : storageKey(name));
  const kept = settingsSchema.safeParse(text === null ? null : JSON.parse(text));
  return { ...initialValues, ...kept.data };
}

export interface TrainDraft {
  values: TrainValues;
  set: (change: Partial<TrainValues>) => void;
  reset: () => void;
  /** Whether it started with the settings of an earlier training. */
  repeats: boolean;
}

/**
 * The form's content: a look at another page loses nothing, a reload only what a browser cannot keep (files) and
 * what must be meant (consent). `again` names a training to repeat.
 */
export function useTrainDraft(again: string | null = null): TrainDraft {
  const [values, change] = useKeptState(`training ${again ?? ""}`, () => startValues(again));
  const repeats = again !== null && values.name === again;
  const store = (next: TrainValues) => {
    sessionStorage.setItem(DRAFT_KEY, JSON.stringify(settingsSchema.parse(next)));
    return next;
  };
  return {
    values,
    repeats,
    set: (part) => change((before) => store({ ...before, ...part })),
    reset: () => change(() => store(initialValues)),
  };
}
