import { useId } from "react";

import { classNames } from "@/lib/class-names";

import styles from "./checkbox.module.css";

interface CheckboxProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  error?: string | null | undefined;
  required?: boolean;
}

export function Checkbox({ label, checked, onChange, error, required }: CheckboxProps) {
  const id = useId();
  return (
    <div className={styles.checkbox}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        required={required}
        onChange={(event) => onChange(event.target.checked)}
        aria-invalid={Boolean(error)}
        aria-describedby={`${id}-error`}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        <p id={`${id}-error`} role="alert" className={classNames(styles.error, required && styles.kept)}>
          {error}
        </p>
      </div>
    </div>
  );
}
