import { useRef } from "react";

import { Card } from "@/components/ui/card";
import { Segmented } from "@/components/ui/segmented";
import { useTexts } from "@/i18n/language";
import { serverUrl } from "@/lib/server-url";
import type { Cover } from "@/schemas/cover";

import { type Comparison, type LoadState, useComparison } from "../hooks/use-comparison";
import { usePlayerKeys } from "../hooks/use-player-keys";
import { useWaveform } from "../hooks/use-waveform";
import styles from "./cover-player.module.css";
import { DownloadPanel } from "./download-panel";
import { MixerPanel } from "./mixer-panel";
import { Transport, Wave } from "./transport";

const STEP_SECONDS = 5;

/** A cover to listen to: waveform, comparison with the original, mixer, and the ways to keep it. */
export function CoverPlayer({ cover }: { cover: Cover }) {
  const texts = useTexts().cover.covered;
  const container = useRef<HTMLDivElement>(null);
  const { waveform, state } = useWaveform(container, serverUrl(cover.url));
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
        <Wave container={container} state={state} onSeek={seek} />
        <Transport state={state} onToggle={toggle}>
          <Compare comparison={comparison} />
        </Transport>
        <p className={styles.keys}>{texts.keys}</p>
      </Card>
      <div className={styles.below}>
        <MixerPanel comparison={comparison} />
        <DownloadPanel cover={cover} changed={comparison.changed} />
      </div>
    </>
  );
}

function Compare({ comparison }: { comparison: Comparison }) {
  const texts = useTexts();
  const words = texts.cover.covered;
  const told: Partial<Record<LoadState, string>> = {
    loading: texts.common.loading,
    failed: words.failed,
    gone: words.originalGone,
  };
  return (
    <div className={styles.compare}>
      <p role="status">{told[comparison.original]}</p>
      <Segmented
        legend={words.compare}
        hideLegend
        value={comparison.side}
        options={[
          { value: "cover", label: words.sideCover },
          { value: "original", label: words.sideOriginal },
        ]}
        onChange={comparison.chooseSide}
      />
    </div>
  );
}
