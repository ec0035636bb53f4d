import { Meter } from "@/components/ui/meter";
import { useTexts } from "@/i18n/language";
import { nameOf } from "@/i18n/name-of";
import { classNames } from "@/lib/class-names";
import type { Stage } from "@/lib/job-progress";

import styles from "./stage-list.module.css";

/** The job's signal path: what is through, what is under way, what comes. */
export function StageList({ stages }: { stages: Stage[] }) {
  const texts = useTexts().job;
  return (
    <ol className={styles.list} aria-label={texts.stagesLabel}>
      {stages.map((stage) => (
        <StageRow key={stage.name} stage={stage} />
      ))}
    </ol>
  );
}

function StageRow({ stage }: { stage: Stage }) {
  const texts = useTexts().job;
  const name = nameOf(texts.stages, stage.name);
  const ratio = stage.total > 0 ? stage.done / stage.total : null;
  const running = stage.status === "running";
  return (
    <li
      className={classNames(styles.row, styles[stage.status])}
      aria-current={running ? "step" : undefined}
    >
      <span className={styles.lamp} aria-hidden="true" />
      <span className={styles.name}>{name}</span>
      <span className={classNames(styles.count, "numeric")}>
        {running && stage.total > 0 ? `${stage.done} / ${stage.total}` : texts.stageStatus[stage.status]}
      </span>
      <span className={styles.meter}>
        {running && <Meter label={name} value={ratio} size="thin" />}
      </span>
    </li>
  );
}
