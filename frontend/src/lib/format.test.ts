import { expect, test } from "vitest";

import { formatBytes, formatClock, formatSigned, noteName } from "./format";

test("a clock shows hours only when there are some", () => {
  expect([formatClock(65), formatClock(3725)]).toEqual(["1:05", "1:02:05"]);
});

test("bytes are counted in thousands", () => {
  expect([formatBytes(999), formatBytes(3_400_000), formatBytes(55_000_000)]).toEqual(["999 B", "3.4 MB", "55 MB"]);
});

test("a frequency has the name of the nearest note", () => {
  expect([noteName(440), noteName(261.6), noteName(161)]).toEqual(["A4", "C4", "E3"]);
});

test("a signed number has a true minus sign", () => {
  expect([formatSigned(3), formatSigned(-2), formatSigned(-0.01, 1)]).toEqual(["+3", "−2", "0.0"]);
});
