import { useId } from "react";

import styles from "./control.module.css";
import { describedBy, Field } from "./field";

export interface SelectOption {
  value: string;
  label: string;
  /** Shown, but not to be chosen. */
  disabled?: boolean;
}

interface SelectFieldProps {
  label: string;
  value: string;
  options: SelectOption[];
  onChange: (value: string) => void;
  hint?: string;
  error?: string | null | undefined;
}

export function SelectField({ label, value, options, onChange, hint, error }: SelectFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <div className={styles.select}>
        <select
          id={id}
          className={styles.control}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={Boolean(error)}
          aria-describedby={describedBy(id)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      </div>
    </Field>
  );
}
