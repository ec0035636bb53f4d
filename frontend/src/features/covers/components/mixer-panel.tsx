import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { useReturnFocus } from "@/components/ui/use-return-focus";
import { type Dictionary, useTexts } from "@/i18n/language";
import { formatSigned } from "@/lib/format";

import type { Comparison } from "../hooks/use-comparison";
import { SILENT_DB } from "../lib/mix-levels";
import styles from "./mixer-panel.module.css";

/** The fader's lower end, which is silence. */
const LOWEST_DB = -30;

const HEADING = "h2";

/** Faders, as on a console: the new voice, and the accompaniment where there is one; none once the tracks are deleted. */
export function MixerPanel({ comparison }: { comparison: Comparison }) {
  const texts = useTexts().cover.covered;
  const fading = comparison.accompaniment !== "deleted";
  const head = useReturnFocus<HTMLDivElement>(fading, HEADING);
  return (
    <Card label={texts.mixer} className={styles.mixer}>
      <div ref={head} className={styles.head}>
        <h2 tabIndex={-1}>{texts.mixer}</h2>
        <p role="status">{hintFor(comparison, texts)}</p>
      </div>
      {fading && <Faders comparison={comparison} />}
    </Card>
  );
}

function Faders({ comparison }: { comparison: Comparison }) {
  const texts = useTexts().cover.covered;
  const { levels, changed, accompaniment, chooseLevels, reset } = comparison;
  return (
    <>
      <div className={styles.faders}>
        <Fader
          label={texts.voice}
          value={levels.vocalDb}
          onChange={(vocalDb) => chooseLevels({ ...levels, vocalDb })}
        />
        {accompaniment !== "none" && (
          <Fader
            label={texts.accompaniment}
            value={levels.accompanimentDb}
            onChange={(accompanimentDb) => chooseLevels({ ...levels, accompanimentDb })}
          />
        )}
      </div>
      <Button size="small" variant="quiet" disabled={changed === null} onClick={reset}>
        {texts.reset}
      </Button>
    </>
  );
}

function hintFor({ stems, accompaniment }: Comparison, texts: Dictionary["cover"]["covered"]): string {
  if (accompaniment === "deleted") return texts.mixerHintDeleted;
  if (stems === "loading") return texts.mixerLoading;
  if (stems === "failed") return texts.mixerFailed;
  const hints = {
    kept: texts.mixerHint,
    moved: texts.mixerHintSaved,
    none: texts.mixerHintVoice,
  };
  return hints[accompaniment];
}

interface FaderProps {
  label: string;
  value: number;
  onChange: (db: number) => void;
}

function Fader({ label, value, onChange }: FaderProps) {
  const texts = useTexts().cover.covered;
  const text = texts.decibel(value <= SILENT_DB ? "−∞" : formatSigned(value, 1));
  return (
    <label className={styles.fader}>
      <span className={styles.track}>
        <input
          type="range"
          min={LOWEST_DB}
          max={12}
          step={0.5}
          value={Math.max(value, LOWEST_DB)}
          aria-valuetext={text}
          onChange={(event) => onChange(toLevel(Number(event.target.value)))}
        />
      </span>
      <span className={styles.strip}>{label}</span>
      <span className="numeric" aria-hidden="true">
        {text}
      </span>
    </label>
  );
}

function toLevel(place: number): number {
  return place <= LOWEST_DB ? SILENT_DB : place;
}
