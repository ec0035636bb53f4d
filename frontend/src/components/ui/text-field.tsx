import type { HTMLInputTypeAttribute, KeyboardEvent } from "react";
import { useId } from "react";

import { describedBy, Field } from "./field";
import styles from "./control.module.css";

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  placeholder?: string | undefined;
  error?: string | null | undefined;
  type?: HTMLInputTypeAttribute;
  inputMode?: "text" | "numeric" | "decimal";
  min?: number;
  max?: number;
  step?: number;
  disabled?: boolean;
  required?: boolean;
  onBlur?: () => void;
  onEscape?: () => void;
}

/** A text or number field; numbers stay text until they are checked, so that nothing typed is lost. */
export function TextField({ label, value, onChange, hint, error, onBlur, onEscape, ...input }: TextFieldProps) {
  const id = useId();
  const escape = (event: KeyboardEvent) => {
    // Escape also ends the composing of a Korean syllable; that one is not meant for the form.
    if (event.key === "Escape" && !event.nativeEvent.isComposing) onEscape?.();
  };
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
        onKeyDown={escape}
        aria-invalid={Boolean(error)}
        aria-describedby={describedBy(id)}
      />
    </Field>
  );
}
