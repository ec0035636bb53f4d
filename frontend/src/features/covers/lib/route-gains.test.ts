import { expect, test } from "vitest";

import { routeGains } from "./route-gains";

const even = { vocalDb: 0, accompanimentDb: 0 };
const all = { original: true, stems: true };

test("untouched faders let the finished cover sound", () => {
  expect(routeGains("cover", even, all)).toEqual({ cover: 1, tracks: {} });
});

test("the original silences the cover", () => {
  expect(routeGains("original", even, all)).toEqual({ cover: 0, tracks: { original: 1 } });
});

test("the cover goes on sounding until the original is there", () => {
  expect(routeGains("original", even, { original: false, stems: false }).cover).toBe(1);
});

test("a moved fader mixes the two stems", () => {
  const { tracks } = routeGains("cover", { vocalDb: 6, accompanimentDb: 0 }, all);
  expect(tracks).toEqual({ converted: expect.closeTo(1.995, 3) as number, accompaniment: 1 });
});

test("a fader at its end is silent", () => {
  expect(routeGains("cover", { vocalDb: 0, accompanimentDb: -30 }, all).tracks.accompaniment).toBe(0);
});
