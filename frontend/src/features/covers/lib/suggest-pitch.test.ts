import { expect, test } from "vitest";

import { suggestPitch } from "./suggest-pitch";

test("a voice an octave above the song moves up by one", () => {
  expect(suggestPitch(220, 110, true)).toBe(12);
});

test("a voice a third above the song stays, to keep in key", () => {
  expect(suggestPitch(138, 110, true)).toBe(0);
});

test("a voice a third above the song moves by a third where no accompaniment keeps its key", () => {
  expect(suggestPitch(138, 110, false)).toBe(4);
});

test.each([true, false])("a song far below moves by one octave at most", (wholeOctaves) => {
  expect(suggestPitch(1000, 50, wholeOctaves)).toBe(12);
});

test("without a known pitch there is no suggestion", () => {
  expect(suggestPitch(220, null, true)).toBeNull();
});
