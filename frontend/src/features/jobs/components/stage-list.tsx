import { Meter } from "@/components/ui/meter";
import { useTexts } from "@/i18n/language";
import { nameOf } from "@/i18n/name-of";
import { classNames } from "@/lib/class-names";
import type { Stage } from "@/lib/job-progress";

import styles from "./stage-list.module.css";

/** The job's signal path: what is through, what is under way, what comes. */
export function StageList({ stages, ended }: { stages: Stage[]; ended: boolean }) {
  const texts = useTexts().job;
  return (
    <ol className={styles.list} aria-label={texts.stagesLabel}>
      {stages.map((stage) => (
        <StageRow key={stage.name} stage={stage} ended={ended} />
      ))}
    </ol>
  );
}

function StageRow({ stage, ended }: { stage: Stage; ended: boolean }) {
  const texts = useTexts().job;
  const name = nameOf(texts.stages, stage.name);
  const ratio = stage.total > 0 ? stage.done / stage.total : null;
  const running = stage.status === "running";
  const counted = running && stage.total > 0;
  const status = ended && stage.status === "waiting" ? texts.stageNotReached : texts.stageStatus[stage.status];
  return (
    <li
      className={classNames(styles.row, styles[stage.status])}
      aria-current={running ? "step" : undefined}
    >
      <span className={styles.lamp} aria-hidden="true" />
      <span className={styles.name}>{name}</span>
      <span className={classNames(styles.count, counted && "numeric")}>
        {counted ? `${stage.done} / ${stage.total}` : status}
      </span>
      <span className={styles.meter}>
        {running && <Meter label={name} value={ratio} size="thin" />}
      </span>
    </li>
  );
}
