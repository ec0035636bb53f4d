import { type MixLevels, SILENT_DB } from "./mix-levels";

export type Side = "cover" | "original";

interface Routing {
  /** Volume of the finished cover itself. */
  cover: number;
  /** Linear gains of the separate tracks. */
  tracks: Partial<Record<"original" | "converted" | "accompaniment", number>>;
}

/** What sounds: the finished cover, its tracks at `changed` levels, or the original; never two of them. */
export function routeGains(
  side: Side,
  changed: MixLevels | null,
  loaded: { original: boolean; stems: boolean },
): Routing {
  if (side === "original" && loaded.original) return { cover: 0, tracks: { original: 1 } };
  if (changed === null || !loaded.stems) return { cover: 1, tracks: {} };
  return {
    cover: 0,
    tracks: { converted: toLinear(changed.vocalDb), accompaniment: toLinear(changed.accompanimentDb) },
  };
}

function toLinear(db: number): number {
  return db <= SILENT_DB ? 0 : 10 ** (db / 20);
}
