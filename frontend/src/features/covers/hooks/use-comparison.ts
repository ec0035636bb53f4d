import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";

import { isNotFound } from "@/lib/api-error";
import { type Track, TrackMixer } from "@/lib/track-mixer";
import type { Waveform } from "@/lib/waveform";
import type { Cover } from "@/schemas/cover";

import { originalUrl, stemUrl } from "../api/get-cover";
import { type Accompaniment, accompanimentOf, changedLevels, madeLevels, type MixLevels } from "../lib/mix-levels";
import { routeGains, type Side } from "../lib/route-gains";

export type LoadState = "absent" | "loading" | "loaded" | "failed" | "gone";

/** The other ways to hear a cover: against the original, and with its tracks at other levels. */
export function useComparison(cover: Cover, waveform: RefObject<Waveform | null>) {
  const mixer = useRef<TrackMixer>(null);
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Side>("cover");
  const [levels, setLevels] = useState(() => madeLevels(cover));
  const [original, setOriginal] = useState<LoadState>("absent");
  const [stems, setStems] = useState<LoadState>("absent");
  const side = original === "gone" ? "cover" : chosen;
  const accompaniment = stems === "gone" ? "deleted" : accompanimentOf(cover);
  const changed = accompaniment === "deleted" ? null : changedLevels(levels, madeLevels(cover));
  useMixer(waveform, mixer);
  useEffect(() => {
    const loaded = { original: original === "loaded", stems: stems === "loaded" };
    const routing = routeGains(side, changed, loaded);
    waveform.current?.setVolume(routing.cover);
    mixer.current?.setGains(routing.tracks);
  }, [side, changed, original, stems, waveform]);
  const load = (tracks: Track[], tell: (state: LoadState) => void) => {
    const refuse = (error: unknown) => {
      tell(isNotFound(error) ? "gone" : "failed");
      if (isNotFound(error)) void client.invalidateQueries({ queryKey: ["covers", cover.id] }); // it tells of its tracks
    };
    mixer.current ??= new TrackMixer();
    tell("loading");
    loadInStep(mixer.current, tracks, waveform.current).then(() => tell("loaded"), refuse);
  };
  return {
    side,
    levels,
    /** The levels, or null where they are the cover's own. */
    changed,
    original,
    stems,
    accompaniment,
    chooseSide: (next: Side) => {
      setChosen(next);
      if (next === "original" && needsLoading(original)) load([{ name: "original", url: originalUrl(cover.id) }], setOriginal);
    },
    chooseLevels: (next: MixLevels) => {
      setLevels(next);
      if (accompaniment !== "moved" && needsLoading(stems)) load(stemsOf(cover, accompaniment), setStems);
    },
    reset: () => setLevels(madeLevels(cover)),
  };
}

export type Comparison = ReturnType<typeof useComparison>;

function needsLoading(state: LoadState): boolean {
  return state === "absent" || state === "failed";
}

function stemsOf(cover: Cover, accompaniment: Accompaniment): Track[] {
  const names = accompaniment === "kept" ? ["converted", "accompaniment"] : ["converted"];
  return names.map((name) => ({ name, url: stemUrl(cover.id, name) }));
}

async function loadInStep(mixer: TrackMixer, tracks: Track[], waveform: Waveform | null): Promise<void> {
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
