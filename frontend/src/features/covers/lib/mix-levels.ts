import type { Cover } from "@/schemas/cover";

export interface MixLevels {
  vocalDb: number;
  accompanimentDb: number;
}

/** The lowest level that the server takes: what a fader means at its lower end. */
export const SILENT_DB = -60;

/** The levels that a cover was made with, where its faders start. */
export function madeLevels(cover: Cover): MixLevels {
  return { vocalDb: cover.vocal_gain_db ?? 0, accompanimentDb: cover.accompaniment_gain_db ?? 0 };
}

/** The levels, or null where they are those that the cover was made with. */
export function changedLevels(levels: MixLevels, made: MixLevels): MixLevels | null {
  const same = levels.vocalDb === made.vocalDb && levels.accompanimentDb === made.accompanimentDb;
  return same ? null : levels;
}

/**
 * What there is beside the voice: an accompaniment `kept` as it sounds in the cover, one that was `moved` with the voice
 * in the cover alone, `none` in an a cappella cover, or one that was `deleted` with its song.
 */
export type Accompaniment = "kept" | "moved" | "none" | "deleted";

export function accompanimentOf(cover: Cover): Accompaniment {
  if (!cover.stems?.includes("accompaniment")) return cover.a_cappella === false ? "deleted" : "none";
  return cover.pitch && cover.shift_accompaniment === true ? "moved" : "kept";
}
