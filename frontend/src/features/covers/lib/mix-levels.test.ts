import { expect, test } from "vitest";

import { riverCover } from "@/testing/samples";

import { accompanimentOf, changedLevels, madeLevels } from "./mix-levels";

test("a cover starts at the levels it was made with", () => {
  const quiet = { ...riverCover, vocal_gain_db: -6, accompaniment_gain_db: 2 };
  expect(madeLevels(quiet)).toEqual({ vocalDb: -6, accompanimentDb: 2 });
});

test("even levels are a change to a cover with a quieter voice", () => {
  const even = { vocalDb: 0, accompanimentDb: 0 };
  expect(changedLevels(even, { vocalDb: -6, accompanimentDb: 0 })).toEqual(even);
});

test("a cover's own levels are no change", () => {
  expect(changedLevels({ vocalDb: -6, accompanimentDb: 0 }, { vocalDb: -6, accompanimentDb: 0 })).toBeNull();
});

test.each([
  ["moved along", { pitch: 12, shift_accompaniment: true }, "moved"],
  ["left in its key", { pitch: 3, shift_accompaniment: false }, "kept"],
  ["moved by nothing", { pitch: 0, shift_accompaniment: true }, "kept"],
  ["not part of the song", { pitch: 3, stems: [], a_cappella: true }, "none"],
  ["erased with the song", { pitch: 3, shift_accompaniment: true, stems: [], a_cappella: false }, "deleted"],
])("an accompaniment that is %s", (_what, change, accompaniment) => {
  expect(accompanimentOf({ ...riverCover, ...change })).toBe(accompaniment);
});
