import type { ReactNode } from "react";

import styles from "./empty-state.module.css";

interface EmptyStateProps {
  /** `h1` where it is all that its page shows. */
  heading?: "h1" | "h2";
  title: string;
  hint?: string;
  children?: ReactNode;
}

export function EmptyState({ heading: Heading = "h2", title, hint, children }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <div className={styles.bars} aria-hidden="true">
        {[3, 6, 4, 8, 5, 9, 4, 6, 3].map((height, position) => (
          <i key={position} style={{ height: `${height * 4}px` }} />
        ))}
      </div>
      <Heading>{title}</Heading>
      {hint && <p>{hint}</p>}
      <div className={styles.actions}>{children}</div>
    </div>
  );
}
