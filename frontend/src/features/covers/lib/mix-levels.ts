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

/** Whether there is an accompaniment to the voice: an a cappella cover has none. */
export function hasAccompaniment({ stems }: Cover): boolean {
  return stems?.includes("accompaniment") ?? false;
}

/** Whether the accompaniment was moved with the voice: then the track that is kept is not the one in the cover. */
export function isAccompanimentMoved(cover: Cover): boolean {
  return Boolean(cover.pitch) && hasAccompaniment(cover) && cover.shift_accompaniment === true;
}
