import { type PointerEvent, type ReactNode, type RefObject, useState } from "react";

import { IconButton } from "@/components/ui/icon-button";
import { Notice } from "@/components/ui/notice";
import { Spinner } from "@/components/ui/spinner";
import { useTexts } from "@/i18n/language";
import { formatClock } from "@/lib/format";

import type { WaveformState } from "../hooks/use-waveform";
import styles from "./transport.module.css";

interface WaveProps {
  container: RefObject<HTMLDivElement | null>;
  state: WaveformState;
  onSeek: (seconds: number) => void;
}

/** The drawn sound; the position's slider lies over it, so that what is seen is what is moved. */
export function Wave({ container, state, onSeek }: WaveProps) {
  const texts = useTexts().cover.covered;
  const { seconds, durationSeconds, failed } = state;
  const pointer = usePointedRatio();
  const ready = durationSeconds > 0;
  return (
    <div className={styles.wave}>
      <div ref={container} className={styles.canvas} />
      <input
        type="range"
        className={styles.position}
        data-player
        aria-label={texts.position}
        aria-valuetext={clockOf(state)}
        min={0}
        max={Math.max(durationSeconds, 1)}
        step={0.1}
        value={seconds}
        disabled={!ready}
        onChange={(event) => onSeek(Number(event.target.value))}
        {...pointer.handlers}
      />
      {ready && pointer.ratio !== null && (
        <span className={styles.pointed} style={{ left: `${pointer.ratio * 100}%` }} aria-hidden="true">
          <b>{formatClock(pointer.ratio * durationSeconds)}</b>
        </span>
      )}
      {!ready && (
        <div className={styles.instead}>
          {failed ? <Notice tone="error" announce title={texts.failed} /> : <Spinner label={texts.loading} />}
        </div>
      )}
    </div>
  );
}

/** Where a mouse points at, as a part of the whole; a finger has no such place. */
function usePointedRatio() {
  const [ratio, setRatio] = useState<number | null>(null);
  const handlers = {
    onPointerMove: (event: PointerEvent) => {
      if (event.pointerType !== "mouse") return;
      const { left, width } = event.currentTarget.getBoundingClientRect();
      setRatio(Math.min(Math.max((event.clientX - left) / width, 0), 1));
    },
    onPointerLeave: () => setRatio(null),
  };
  return { ratio, handlers };
}

function clockOf({ seconds, durationSeconds }: WaveformState): string {
  return `${formatClock(seconds)} / ${formatClock(durationSeconds)}`;
}

interface TransportProps {
  state: WaveformState;
  onToggle: () => void;
  /** What else stands beside the play button. */
  children: ReactNode;
}

export function Transport({ state, onToggle, children }: TransportProps) {
  const texts = useTexts().cover.covered;
  return (
    <div className={styles.transport}>
      <IconButton
        icon={state.playing ? "pause" : "play"}
        label={state.playing ? texts.pause : texts.play}
        disabled={state.durationSeconds === 0}
        onClick={onToggle}
        filled
      />
      <p className={styles.clock}>
        <strong>{formatClock(state.seconds)}</strong> / {formatClock(state.durationSeconds)}
      </p>
      {children}
    </div>
  );
}
