import type { ReactNode } from "react";

import styles from "./field.module.css";

interface FieldProps {
  /** The id of the control that `children` holds. */
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  children: ReactNode;
}

/** What describes the control `id`, for its `aria-describedby`. */
export function describedBy(id: string): string {
  return `${id}-hint ${id}-error`;
}

/** A labelled control with a hint; its error takes the hint's place, so nothing moves. */
export function Field({ id, label, hint, error, children }: FieldProps) {
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children}
      <p className={styles.below}>
        {!error && <span id={`${id}-hint`}>{hint}</span>}
        <span id={`${id}-error`} role="alert" className={styles.error}>
          {error}
        </span>
      </p>
    </div>
  );
}
