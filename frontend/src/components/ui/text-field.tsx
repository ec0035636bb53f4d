import type { HTMLInputTypeAttribute } from "react";
import { useId } from "react";

import { describedBy, Field } from "./field";
import styles from "./control.module.css";

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  error?: string | null | undefined;
  type?: HTMLInputTypeAttribute;
  inputMode?: "text" | "numeric" | "decimal";
  min?: number;
  max?: number;
  step?: number;
  disabled?: boolean;
  required?: boolean;
  onBlur?: () => void;
}

/** A text or number field; numbers stay text until they are checked, so that nothing typed is lost. */
export function TextField({ label, value, onChange, hint, error, onBlur, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <input
        {...input}
        id={id}
        className={styles.control}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onBlur}
        aria-invalid={Boolean(error)}
        aria-describedby={describedBy(id)}
      />
    </Field>
  );
}
