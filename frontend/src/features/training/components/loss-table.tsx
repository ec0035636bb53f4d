import { Disclosure } from "@/components/ui/disclosure";
import { useTexts } from "@/i18n/language";
import { nameOf } from "@/i18n/name-of";
import type { EpochPoint } from "@/lib/job-progress";

import { formatLoss } from "../lib/chart";
import styles from "./loss-table.module.css";

const MAX_ROWS = 200;

/** The newest epochs' losses as numbers, newest first. */
export function LossTable({ points, names }: { points: EpochPoint[]; names: string[] }) {
  const texts = useTexts();
  const rows = points.slice(-MAX_ROWS).reverse();
  return (
    <Disclosure summary={texts.job.lossTable}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, also by the arrow keys */}
      <div className={styles.scroll} role="region" aria-label={texts.job.lossTable} tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{texts.make.train.epochs}</th>
              {names.map((name) => (
                <th key={name} scope="col">
                  {nameOf(texts.job.losses, name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((point) => (
              <tr key={point.epoch}>
                <th scope="row">{point.epoch}</th>
                {names.map((name) => (
                  <td key={name}>{cell(point.losses[name])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Disclosure>
  );
}

function cell(value: number | null | undefined): string {
  return typeof value === "number" ? formatLoss(value) : "–";
}
