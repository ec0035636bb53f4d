import { useState } from "react";

import { Card } from "@/components/ui/card";
import { Segmented } from "@/components/ui/segmented";
import { useTexts } from "@/i18n/language";
import { nameOf } from "@/i18n/name-of";
import type { EpochPoint } from "@/lib/job-progress";

import { formatLoss, lossNames, place, scaleOf, type SeriesPoint, toPath, toSeries } from "../lib/chart";
import styles from "./loss-chart.module.css";
import { LossTable } from "./loss-table";

interface LossChartProps {
  points: EpochPoint[];
  epochs: number;
  /** Whether no more points will come. */
  ended?: boolean;
}

/** The losses as they fall, one at a time; the same numbers stand in a table below. */
export function LossChart({ points, epochs, ended = false }: LossChartProps) {
  const texts = useTexts().job;
  const names = lossNames(points);
  const [chosen, choose] = useState<string | null>(null);
  const name = chosen !== null && names.includes(chosen) ? chosen : names[0];
  return (
    <Card label={texts.lossTitle} className={styles.card}>
      <div className={styles.head}>
        <h2>{texts.lossTitle}</h2>
        {name !== undefined && names.length > 1 && (
          <Segmented
            legend={texts.lossPick}
            hideLegend
            value={name}
            options={names.map((value) => ({ value, label: nameOf(texts.losses, value) }))}
            onChange={choose}
          />
        )}
      </div>
      {name === undefined ? (
        <div className={styles.empty}>
          <span>{ended ? texts.lossNone : texts.lossEmpty}</span>
        </div>
      ) : (
        <Plot name={nameOf(texts.losses, name)} series={toSeries(points, name)} epochs={epochs} />
      )}
      <div className={styles.folded}>{name !== undefined && <LossTable points={points} names={names} />}</div>
    </Card>
  );
}

function Plot({ name, series, epochs }: { name: string; series: SeriesPoint[]; epochs: number }) {
  const texts = useTexts().job;
  const first = series[0];
  const last = series.at(-1);
  if (!first || !last) return null;
  const scale = scaleOf(series, epochs);
  const path = toPath(series, scale);
  const end = place(last, scale);
  const summary = texts.lossSummary(name, formatLoss(first.value), formatLoss(last.value), last.epoch);
  return (
    <figure className={styles.plot}>
      <span className={styles.high}>{formatLoss(scale.high)}</span>
      <span className={styles.low}>{formatLoss(scale.low)}</span>
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label={summary}>
        <path className={styles.grid} d="M0 250H1000M0 500H1000M0 750H1000" />
        <path className={styles.area} d={`${path}L${end.x * 1000} 1000L${place(first, scale).x * 1000} 1000Z`} />
        <path className={styles.line} d={path} />
      </svg>
      <Marker value={formatLoss(last.value)} left={end.x} top={end.y} />
      <figcaption className={styles.axis}>
        <span>1</span>
        <span>{scale.lastEpoch}</span>
      </figcaption>
    </figure>
  );
}

function Marker({ value, left, top }: { value: string; left: number; top: number }) {
  return (
    <div className={styles.markers} aria-hidden="true">
      <span
        className={styles.marker}
        data-side={left > 0.85 ? "left" : "right"}
        style={{ left: `${left * 100}%`, top: `${top * 100}%` }}
      >
        <b>{value}</b>
      </span>
    </div>
  );
}
