import { expect, test } from "vitest";

import { lossNames, place, scaleOf, toSeries } from "./chart";

const points = [3, 2, 1].map((mel, position) => ({ epoch: position + 1, losses: { kl: null, mel } }));

test("a series leaves out what is not a number", () => {
  expect(toSeries(points, "kl")).toEqual([]);
});

test("the loss that says most about the sound comes first", () => {
  expect(lossNames(points)).toEqual(["mel", "kl"]);
});

test("a long series is thinned but keeps its end", () => {
  const long = Array.from({ length: 5000 }, (_, position) => ({ epoch: position + 1, losses: { mel: position } }));
  const series = toSeries(long, "mel");
  expect([series.length <= 401, series.at(-1)?.epoch]).toEqual([true, 5000]);
});

test("a falling loss falls on the screen", () => {
  const series = toSeries(points, "mel");
  const scale = scaleOf(series, 3);
  const heights = series.map((point) => place(point, scale).y);
  expect(heights).toEqual([...heights].sort((a, b) => a - b));
});

test("a flat loss has a scale", () => {
  const scale = scaleOf([{ epoch: 1, value: 2 }], 1);
  expect(scale.high > scale.low).toBe(true);
});
