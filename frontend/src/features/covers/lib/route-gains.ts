import type { MixLevels } from "../api/get-cover";

export type Side = "cover" | "original";

interface Routing {
  /** Volume of the finished cover itself. */
  cover: number;
  /** Linear gains of the separate tracks. */
  tracks: Partial<Record<"original" | "converted" | "accompaniment", number>>;
}

/** What sounds: the finished cover, its two stems at other levels, or the original; never two of them. */
export function routeGains(side: Side, levels: MixLevels, loaded: { original: boolean; stems: boolean }): Routing {
  if (side === "original" && loaded.original) return { cover: 0, tracks: { original: 1 } };
  const untouched = levels.vocalDb === 0 && levels.accompanimentDb === 0;
  if (untouched || !loaded.stems) return { cover: 1, tracks: {} };
  return {
    cover: 0,
    tracks: { converted: toLinear(levels.vocalDb), accompaniment: toLinear(levels.accompanimentDb) },
  };
}

/** A level of −30 dB or less is silence: the fader is at its end. */
function toLinear(db: number): number {
  return db <= -30 ? 0 : 10 ** (db / 20);
}
