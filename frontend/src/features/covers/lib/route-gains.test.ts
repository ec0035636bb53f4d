import { expect, test } from "vitest";

import { SILENT_DB } from "./mix-levels";
import { routeGains } from "./route-gains";

const all = { original: true, stems: true };

test("untouched faders let the finished cover sound", () => {
  expect(routeGains("cover", null, all)).toEqual({ cover: 1, tracks: {} });
});

test("the original silences the cover", () => {
  expect(routeGains("original", null, all)).toEqual({ cover: 0, tracks: { original: 1 } });
});

test("the cover goes on sounding until the original is there", () => {
  expect(routeGains("original", null, { original: false, stems: false }).cover).toBe(1);
});

test("a moved fader mixes the two stems", () => {
  const { tracks } = routeGains("cover", { vocalDb: 6, accompanimentDb: 0 }, all);
  expect(tracks).toEqual({ converted: expect.closeTo(1.995, 3) as number, accompaniment: 1 });
});

test("even levels sound as such where the cover was made with others", () => {
  const { cover, tracks } = routeGains("cover", { vocalDb: 0, accompanimentDb: 0 }, all);
  expect({ cover, ...tracks }).toEqual({ cover: 0, converted: 1, accompaniment: 1 });
});

test("a fader at its end is silent", () => {
  expect(routeGains("cover", { vocalDb: 0, accompanimentDb: SILENT_DB }, all).tracks.accompaniment).toBe(0);
});
