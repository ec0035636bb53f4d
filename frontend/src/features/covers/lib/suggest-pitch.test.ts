import { expect, test } from "vitest";

import { suggestPitch } from "./suggest-pitch";

test("a voice an octave above the song moves up by one", () => {
  expect(suggestPitch(220, 110)).toBe(12);
});

test("a voice a third above the song stays, to keep in key", () => {
  expect(suggestPitch(138, 110)).toBe(0);
});

test("a song far below moves by two octaves at most", () => {
  expect(suggestPitch(1000, 50)).toBe(24);
});

test("without a known pitch there is no suggestion", () => {
  expect(suggestPitch(220, null)).toBeNull();
});
