import { useState } from "react";

/** What the cover form holds beside the song. */
export interface CoverValues {
  pitchMode: "auto" | "manual";
  /** Semitones as typed; used when chosen by hand. */
  pitch: string;
  retrievalRatio: number;
  consonantProtection: number;
  envelopeMix: number;
  f0Method: string;
  aCappella: boolean;
  shiftAccompaniment: boolean;
  vocalGainDb: number;
  accompanimentGainDb: number;
}

const initialValues: CoverValues = {
  pitchMode: "auto",
  pitch: "0",
  retrievalRatio: 0.75,
  consonantProtection: 0.33,
  envelopeMix: 0.25,
  f0Method: "auto",
  aCappella: false,
  shiftAccompaniment: false,
  vocalGainDb: 0,
  accompanimentGainDb: 0,
};

export interface CoverDraft {
  values: CoverValues;
  set: (change: Partial<CoverValues>) => void;
}

export function useCoverDraft(): CoverDraft {
  const [values, setValues] = useState(initialValues);
  return { values, set: (change) => setValues((before) => ({ ...before, ...change })) };
}

/** The options as the REST contract names them, the same for covers and previews. */
export function toOptionFields(values: CoverValues) {
  return {
    pitch: values.pitchMode === "auto" ? "auto" : values.pitch.trim(),
    retrieval_ratio: values.retrievalRatio,
    consonant_protection: values.consonantProtection,
    envelope_mix: values.envelopeMix,
    f0_method: values.f0Method,
    a_cappella: values.aCappella,
    shift_accompaniment: values.shiftAccompaniment,
    vocal_gain_db: values.vocalGainDb,
    accompaniment_gain_db: values.accompanimentGainDb,
  };
}
