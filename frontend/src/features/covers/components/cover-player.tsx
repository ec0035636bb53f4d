import { useRef } from "react";

import { Card } from "@/components/ui/card";
import { IconButton } from "@/components/ui/icon-button";
import { Notice } from "@/components/ui/notice";
import { Segmented } from "@/components/ui/segmented";
import { Spinner } from "@/components/ui/spinner";
import { useTexts } from "@/i18n/language";
import { formatClock } from "@/lib/format";
import type { Cover } from "@/schemas/cover";

import { type Comparison, useComparison } from "../hooks/use-comparison";
import { usePlayerKeys } from "../hooks/use-player-keys";
import { useWaveform, type WaveformState } from "../hooks/use-waveform";
import styles from "./cover-player.module.css";
import { DownloadPanel } from "./download-panel";
import { MixerPanel } from "./mixer-panel";

const STEP_SECONDS = 5;

/** A cover to listen to: waveform, comparison with the original, mixer, and the ways to keep it. */
export function CoverPlayer({ cover }: { cover: Cover }) {
  const texts = useTexts().cover.covered;
  const container = useRef<HTMLDivElement>(null);
  const { waveform, state } = useWaveform(container, cover.url);
  const comparison = useComparison(cover, waveform);
  const seek = (seconds: number) => waveform.current?.seek(seconds);
  const toggle = () => waveform.current?.playPause();
  usePlayerKeys({
    " ": toggle,
    arrowleft: () => seek((waveform.current?.time() ?? 0) - STEP_SECONDS),
    arrowright: () => seek((waveform.current?.time() ?? 0) + STEP_SECONDS),
    o: () => comparison.chooseSide(comparison.side === "cover" ? "original" : "cover"),
  });
  return (
    <>
      <Card label={texts.waveform} className={styles.deck}>
        <div className={styles.wave}>
          <div ref={container} className={styles.canvas} />
          {state.durationSeconds === 0 && !state.failed && <Spinner label={texts.loading} />}
          {state.failed && <Notice tone="error" announce title={texts.failed} />}
        </div>
        <Transport state={state} onToggle={toggle} onSeek={seek} />
        <Compare comparison={comparison} />
        <p className={styles.keys}>{texts.keys}</p>
      </Card>
      <div className={styles.below}>
        <MixerPanel comparison={comparison} />
        <DownloadPanel cover={cover} levels={comparison.levels} />
      </div>
    </>
  );
}

interface TransportProps {
  state: WaveformState;
  onToggle: () => void;
  onSeek: (seconds: number) => void;
}

function Transport({ state, onToggle, onSeek }: TransportProps) {
  const texts = useTexts().cover.covered;
  const { playing, seconds, durationSeconds } = state;
  const clock = `${formatClock(seconds)} / ${formatClock(durationSeconds)}`;
  return (
    <div className={styles.transport}>
      <IconButton
        icon={playing ? "pause" : "play"}
        label={playing ? texts.pause : texts.play}
        disabled={durationSeconds === 0}
        onClick={onToggle}
        filled
      />
      <input
        type="range"
        aria-label={texts.position}
        aria-valuetext={clock}
        min={0}
        max={Math.max(durationSeconds, 1)}
        step={0.1}
        value={seconds}
        disabled={durationSeconds === 0}
        onChange={(event) => onSeek(Number(event.target.value))}
      />
      <span className={`numeric ${styles.clock ?? ""}`}>{clock}</span>
    </div>
  );
}

function Compare({ comparison }: { comparison: Comparison }) {
  const texts = useTexts();
  const words = texts.cover.covered;
  return (
    <div className={styles.compare}>
      <Segmented
        legend={words.compare}
        value={comparison.side}
        options={[
          { value: "cover", label: words.sideCover },
          { value: "original", label: words.sideOriginal },
        ]}
        onChange={comparison.chooseSide}
      />
      <p role="status">
        {comparison.original === "loading" && texts.common.loading}
        {comparison.original === "failed" && words.failed}
      </p>
    </div>
  );
}
