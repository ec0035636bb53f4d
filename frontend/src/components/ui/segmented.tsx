import { useId } from "react";

import styles from "./segmented.module.css";

interface SegmentedProps<Value extends string> {
  legend: string;
  hideLegend?: boolean;
  options: { value: Value; label: string; disabled?: boolean }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** A short choice of one among a few, side by side. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  const { legend, hideLegend = false, options, value, onChange } = props;
  const name = useId();
  return (
    <fieldset className={styles.group}>
      <legend className={hideLegend ? "visually-hidden" : styles.legend}>{legend}</legend>
      <div className={styles.options}>
        {options.map((option) => (
          <label key={option.value} className={styles.option}>
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
