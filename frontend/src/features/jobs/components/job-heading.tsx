import { useTexts } from "@/i18n/language";
import { classNames } from "@/lib/class-names";
import type { JobStatus } from "@/schemas/job";

import styles from "./job-heading.module.css";

export function JobHeading({ title, status }: { title: string; status: JobStatus | null }) {
  const texts = useTexts().job;
  return (
    <header className={styles.heading}>
      <p className={classNames(styles.status, status && styles[status])} role="status">
        <span className={styles.lamp} aria-hidden="true" />
        {status ? texts.status[status] : texts.connecting}
      </p>
      <h1>{title}</h1>
    </header>
  );
}
