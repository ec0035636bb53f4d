import { classNames } from "@/lib/class-names";

import styles from "./meter.module.css";

interface MeterProps {
  label: string;
  /** How much is through, 0 to 1; null while it cannot be counted yet. */
  value: number | null;
  text?: string;
  size?: "thin" | "tall";
}

/** Progress as a row of lamps, like a level meter. */
export function Meter({ label, value, text, size = "tall" }: MeterProps) {
  const percent = value === null ? null : Math.round(Math.min(Math.max(value, 0), 1) * 1000) / 10;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.round(percent)}
      aria-valuetext={text}
      className={classNames(styles.meter, styles[size])}
    >
      <div
        // Another element, or the first counted width would be reached by shrinking from the whole.
        key={percent === null ? "unknown" : "counted"}
        className={classNames(styles.lit, percent === null && styles.unknown)}
        style={{ width: `${percent ?? 100}%` }}
      />
    </div>
  );
}
