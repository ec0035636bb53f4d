import type { EpochPoint } from "@/lib/job-progress";

export interface SeriesPoint {
  epoch: number;
  value: number;
}

const MAX_POINTS = 400;

/** One loss over the epochs, thinned to what a screen can show; the last point always stays. */
export function toSeries(points: EpochPoint[], name: string): SeriesPoint[] {
  const all = points.flatMap((point) => {
    const value = point.losses[name];
    return typeof value === "number" && Number.isFinite(value) ? [{ epoch: point.epoch, value }] : [];
  });
  const step = Math.ceil(all.length / MAX_POINTS);
  return all.filter((_, position) => position % step === 0 || position === all.length - 1);
}

export interface Scale {
  low: number;
  high: number;
  lastEpoch: number;
}

/** The range of a chart, with a little air; a flat line gets air as well. */
export function scaleOf(series: SeriesPoint[], epochs: number): Scale {
  const values = series.map((point) => point.value);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const air = (high - low || Math.abs(high) || 1) * 0.08;
  return { low: low - air, high: high + air, lastEpoch: Math.max(epochs, 2) };
}

/** A point's place in the chart, both 0 to 1 from the top left. */
export function place(point: SeriesPoint, scale: Scale): { x: number; y: number } {
  return {
    x: (point.epoch - 1) / (scale.lastEpoch - 1),
    y: (scale.high - point.value) / (scale.high - scale.low),
  };
}

/** The SVG path through a series, in a box of 1000 by 1000. */
export function toPath(series: SeriesPoint[], scale: Scale): string {
  return series
    .map((point, position) => {
      const { x, y } = place(point, scale);
      return `${position === 0 ? "M" : "L"}${(x * 1000).toFixed(1)} ${(y * 1000).toFixed(1)}`;
    })
    .join("");
}

/** The losses' names, the one that says most about the sound first. */
export function lossNames(points: EpochPoint[]): string[] {
  const names = [...new Set(points.slice(-50).flatMap((point) => Object.keys(point.losses)))];
  return names.sort((a, b) => Number(b.includes("mel")) - Number(a.includes("mel")));
}

/** A loss as a person reads it: three significant digits. */
export function formatLoss(value: number): string {
  return value.toPrecision(3);
}
