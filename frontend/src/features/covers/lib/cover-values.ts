import { useEffect, useState } from "react";

import { z } from "@/config/zod";

const valuesSchema = z.object({
  pitchMode: z.enum(["auto", "manual"]),
  /** Semitones as typed; used when chosen by hand. */
  pitch: z.string(),
  /** Null, here and in the next two: the server's default, of the ratio by the model's family. */
  retrievalRatio: z.number().nullable(),
  consonantProtection: z.number().nullable(),
  envelopeMix: z.number().nullable(),
  f0Method: z.string(),
  aCappella: z.boolean(),
  shiftAccompaniment: z.boolean(),
  vocalGainDb: z.number(),
  accompanimentGainDb: z.number(),
});

/** What the cover form holds beside the song. */
export type CoverValues = z.infer<typeof valuesSchema>;

const initialValues: CoverValues = {
  pitchMode: "auto",
  pitch: "0",
  retrievalRatio: null,
  consonantProtection: null,
  envelopeMix: null,
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

const storageKey = (songId: string) => `cover:${songId}`;

function startValues(songId: string | null): CoverValues {
  const text = songId === null ? null : sessionStorage.getItem(storageKey(songId));
  return valuesSchema.safeParse(text === null ? null : JSON.parse(text)).data ?? initialValues;
}

/** The form's settings, kept with the song for this visit: another attempt starts where the last one was. */
export function useCoverDraft(songId: string | null): CoverDraft {
  const [values, setValues] = useState(() => startValues(songId));
  useEffect(() => {
    if (songId !== null) sessionStorage.setItem(storageKey(songId), JSON.stringify(values));
  }, [songId, values]);
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
