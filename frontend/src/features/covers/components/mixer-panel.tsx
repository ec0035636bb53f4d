import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { useTexts } from "@/i18n/language";
import { formatSigned } from "@/lib/format";

import type { Comparison } from "../hooks/use-comparison";
import styles from "./mixer-panel.module.css";

/** Two faders, as on a console: the new voice and the accompaniment. */
export function MixerPanel({ comparison }: { comparison: Comparison }) {
  const texts = useTexts().cover.covered;
  const { levels, stems, chooseLevels, reset } = comparison;
  const touched = levels.vocalDb !== 0 || levels.accompanimentDb !== 0;
  return (
    <Card label={texts.mixer} className={styles.mixer}>
      <div className={styles.head}>
        <h2>{texts.mixer}</h2>
        <p role="status">
          {stems === "loading" && texts.mixerLoading}
          {stems === "failed" && texts.mixerFailed}
          {(stems === "absent" || stems === "loaded") && texts.mixerHint}
        </p>
      </div>
      <div className={styles.faders}>
        <Fader
          label={texts.voice}
          value={levels.vocalDb}
          onChange={(vocalDb) => chooseLevels({ ...levels, vocalDb })}
        />
        <Fader
          label={texts.accompaniment}
          value={levels.accompanimentDb}
          onChange={(accompanimentDb) => chooseLevels({ ...levels, accompanimentDb })}
        />
      </div>
      <Button size="small" variant="quiet" disabled={!touched} onClick={reset}>
        {texts.reset}
      </Button>
    </Card>
  );
}

interface FaderProps {
  label: string;
  value: number;
  onChange: (db: number) => void;
}

function Fader({ label, value, onChange }: FaderProps) {
  const texts = useTexts().cover.covered;
  const text = texts.decibel(value <= -30 ? "−∞" : formatSigned(value, 1));
  return (
    <label className={styles.fader}>
      <span className={styles.track}>
        <input
          type="range"
          min={-30}
          max={12}
          step={0.5}
          value={value}
          aria-valuetext={text}
          onChange={(event) => onChange(Number(event.target.value))}
        />
      </span>
      <span className={styles.strip}>{label}</span>
      <span className="numeric" aria-hidden="true">
        {text}
      </span>
    </label>
  );
}
