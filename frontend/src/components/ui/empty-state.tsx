import type { ReactNode } from "react";

import styles from "./empty-state.module.css";

interface EmptyStateProps {
  title: string;
  hint?: string;
  children?: ReactNode;
}

export function EmptyState({ title, hint, children }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <div className={styles.bars} aria-hidden="true">
        {[3, 6, 4, 8, 5, 9, 4, 6, 3].map((height, position) => (
          <i key={position} style={{ height: `${height * 4}px` }} />
        ))}
      </div>
      <h2>{title}</h2>
      {hint && <p>{hint}</p>}
      <div className={styles.actions}>{children}</div>
    </div>
  );
}
