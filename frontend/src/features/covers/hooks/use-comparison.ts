import { type RefObject, useEffect, useRef, useState } from "react";

import { TrackMixer } from "@/lib/track-mixer";
import type { Waveform } from "@/lib/waveform";
import type { Cover } from "@/schemas/cover";

import { type MixLevels, originalUrl, stemUrl } from "../api/get-cover";
import { routeGains, type Side } from "../lib/route-gains";

type LoadState = "absent" | "loading" | "loaded" | "failed";

const evenLevels: MixLevels = { vocalDb: 0, accompanimentDb: 0 };

/** The other ways to hear a cover: against the original, and with its two stems at other levels. */
export function useComparison(cover: Cover, waveform: RefObject<Waveform | null>) {
  const mixer = useRef<TrackMixer>(null);
  const [side, setSide] = useState<Side>("cover");
  const [levels, setLevels] = useState(evenLevels);
  const [original, setOriginal] = useState<LoadState>("absent");
  const [stems, setStems] = useState<LoadState>("absent");
  useMixer(waveform, mixer);
  useEffect(() => {
    const loaded = { original: original === "loaded", stems: stems === "loaded" };
    const routing = routeGains(side, levels, loaded);
    waveform.current?.setVolume(routing.cover);
    mixer.current?.setGains(routing.tracks);
  }, [side, levels, original, stems, waveform]);
  const load = (names: string[], urls: string[], tell: (state: LoadState) => void) => {
    mixer.current ??= new TrackMixer();
    const tracks = names.map((name, position) => ({ name, url: urls[position] ?? "" }));
    tell("loading");
    loadInStep(mixer.current, tracks, waveform.current).then(
      () => tell("loaded"),
      () => tell("failed"),
    );
  };
  return {
    side,
    levels,
    original,
    stems,
    chooseSide: (next: Side) => {
      setSide(next);
      if (next === "original" && needsLoading(original)) load(["original"], [originalUrl(cover.id)], setOriginal);
    },
    chooseLevels: (next: MixLevels) => {
      setLevels(next);
      const names = ["converted", "accompaniment"];
      if (needsLoading(stems)) load(names, names.map((name) => stemUrl(cover.id, name)), setStems);
    },
    reset: () => setLevels(evenLevels),
  };
}

export type Comparison = ReturnType<typeof useComparison>;

function needsLoading(state: LoadState): boolean {
  return state === "absent" || state === "failed";
}

async function loadInStep(
  mixer: TrackMixer,
  tracks: { name: string; url: string }[],
  waveform: Waveform | null,
): Promise<void> {
  await mixer.load(tracks);
  if (waveform?.isPlaying()) mixer.start(waveform.time());
}

/** Keep the mixer in step with the waveform, which is the clock. */
function useMixer(waveform: RefObject<Waveform | null>, mixer: RefObject<TrackMixer | null>): void {
  useEffect(() => {
    const clock = waveform.current;
    const off = clock?.on({
      playing: (playing) => (playing ? mixer.current?.start(clock.time()) : mixer.current?.stop()),
      seeked: (seconds) => {
        if (clock.isPlaying()) mixer.current?.start(seconds);
      },
    });
    return () => {
      off?.();
      mixer.current?.close();
      mixer.current = null;
    };
  }, [waveform, mixer]);
}
