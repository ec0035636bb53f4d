import { type RefObject, useEffect, useRef, useState } from "react";

import { onThemeChange, tokenColor } from "@/lib/theme";
import { createWaveform, type Waveform } from "@/lib/waveform";

export interface WaveformState {
  durationSeconds: number;
  seconds: number;
  playing: boolean;
  failed: boolean;
}

const atRest: WaveformState = { durationSeconds: 0, seconds: 0, playing: false, failed: false };

/** The waveform of `url` drawn into `container`, and where it stands. */
export function useWaveform(container: RefObject<HTMLElement | null>, url: string) {
  const waveform = useRef<Waveform>(null);
  const [state, setState] = useState(atRest);
  useEffect(() => {
    if (!container.current) return undefined;
    const element = container.current;
    const current = createWaveform(element, url, readColors(element));
    const change = (part: Partial<WaveformState>) => setState((before) => ({ ...before, ...part }));
    waveform.current = current;
    const off = current.on({
      ready: (durationSeconds) => change({ durationSeconds }),
      time: (seconds) => change({ seconds }),
      playing: (playing) => change({ playing }),
      failed: () => change({ failed: true }),
    });
    const offTheme = onThemeChange(() => current.setColors(readColors(element)));
    return () => {
      offTheme();
      off();
      current.destroy();
      waveform.current = null;
    };
  }, [container, url]);
  return { waveform, state };
}

function readColors(element: HTMLElement) {
  const color = (token: string) => tokenColor(element, token);
  return { wave: color("--line-strong"), progress: color("--accent"), cursor: color("--ink") };
}
