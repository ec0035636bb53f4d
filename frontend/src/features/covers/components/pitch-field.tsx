import { Checkbox } from "@/components/ui/checkbox";
import { Segmented } from "@/components/ui/segmented";
import { SliderField } from "@/components/ui/slider-field";
import { TextField } from "@/components/ui/text-field";
import { type Dictionary, useTexts } from "@/i18n/language";
import { parseWhole } from "@/lib/check-number";
import { classNames } from "@/lib/class-names";
import { formatSigned, noteName } from "@/lib/format";
import type { Model } from "@/schemas/model";

import type { KnownSong } from "../api/get-song";
import type { CoverDraft } from "../lib/cover-values";
import { suggestPitch } from "../lib/suggest-pitch";
import styles from "./cover-form.module.css";

interface PitchFieldProps {
  draft: CoverDraft;
  model: Model;
  song: KnownSong | null;
  error: string | null;
}

export function PitchField({ draft: { values, set }, model, song, error }: PitchFieldProps) {
  const texts = useTexts().cover.form;
  const suggestion = suggestPitch(model.median_f0_hz, song?.median_f0_hz ?? null, keepsKey(values));
  const automatic = values.pitchMode === "auto";
  const shown = automatic ? String(suggestion ?? 0) : values.pitch;
  const semitones = parseWhole(shown, -24, 24) ?? 0;
  const choose = (pitch: string) => set({ pitchMode: "manual", pitch });
  return (
    <div className={styles.pitch}>
      <Segmented
        legend={texts.pitchMode}
        value={values.pitchMode}
        options={[
          { value: "auto", label: texts.pitchAuto },
          { value: "manual", label: texts.pitchManual },
        ]}
        onChange={(pitchMode) => set({ pitchMode, pitch: shown })}
      />
      <div className={styles.shift}>
        <TextField
          label={texts.pitch}
          type="number"
          min={-24}
          max={24}
          step={1}
          value={shown}
          error={error}
          onChange={choose}
        />
        <SliderField
          label={texts.pitchSlider}
          min={-24}
          max={24}
          step={1}
          value={semitones}
          text={texts.semitones(formatSigned(semitones))}
          onChange={(value) => choose(String(value))}
        />
      </div>
      <PitchAdvice {...{ suggestion, semitones, values, model, song }} />
      {!values.aCappella && (
        <Checkbox
          label={texts.shiftAccompaniment}
          checked={values.shiftAccompaniment}
          onChange={(shiftAccompaniment) => set({ shiftAccompaniment })}
        />
      )}
    </div>
  );
}

interface PitchAdviceProps extends Pick<PitchFieldProps, "model" | "song"> {
  suggestion: number | null;
  semitones: number;
  values: CoverDraft["values"];
}

/** What to know of the pitch; what is amiss stands out, in the place of the rest, so that nothing moves. */
function PitchAdvice(props: PitchAdviceProps) {
  const texts = useTexts().cover.form;
  const { semitones, values, song } = props;
  const silent = song?.analysed === true && !song.median_f0_hz;
  const automatic = values.pitchMode === "auto";
  const inKey = automatic || semitones % 12 === 0 || !keepsKey(values);
  return (
    <p className={classNames(styles.advice, (silent || !inKey) && styles.amiss)} role="status">
      {silent && texts.noVoice} {!inKey && texts.offKey}
      {automatic && !silent && suggestionText(props, texts)}
    </p>
  );
}

function suggestionText(props: PitchAdviceProps, texts: Dictionary["cover"]["form"]): string {
  const { suggestion, model, song, values } = props;
  const steps = keepsKey(values) ? texts.byOctaves : texts.bySemitones;
  if (suggestion === null) return song && !song.analysing ? texts.suggestionNone : `${texts.suggestionLater} ${steps}`;
  const pitches = [pitchText(model.median_f0_hz), pitchText(song?.median_f0_hz)] as const;
  return `${texts.suggestion(formatSigned(suggestion), ...pitches)} ${steps}`;
}

/** Whether an accompaniment stays in its key, to which the voice is bound. */
function keepsKey({ aCappella, shiftAccompaniment }: CoverDraft["values"]): boolean {
  return !aCappella && !shiftAccompaniment;
}

function pitchText(hz: number | null | undefined): string {
  return hz ? `${hz.toFixed(0)} Hz(${noteName(hz)})` : "–";
}
