import { Meter } from "@/components/ui/meter";
import { useTexts } from "@/i18n/language";
import { nameOf } from "@/i18n/name-of";
import type { JobProgress } from "@/lib/job-progress";
import type { Job } from "@/schemas/job";

import { describeStart, describeTimeLeft } from "../lib/describe-time-left";
import styles from "./overall-progress.module.css";

interface OverallProgressProps {
  job: Job | undefined;
  progress: JobProgress;
  /** The stage that the job ends with; an earlier one tells nothing of the whole. */
  lastStage: string;
}

export function OverallProgress({ job, progress, lastStage }: OverallProgressProps) {
  const texts = useTexts().job;
  const value = progress.status === "succeeded" ? 1 : (job?.progress ?? null);
  const opening = isOpening(progress);
  const percent = Math.floor((value ?? 0) * 100);
  return (
    <div className={styles.overall}>
      <div className={styles.figures}>
        <p className={`numeric ${styles.percent ?? ""}`} aria-hidden="true">
          {percent}
          <small>%</small>
        </p>
        <div className={styles.side}>
          <p aria-live="polite" aria-atomic="true">
            {progress.epochs > 0 && texts.epochOf(progress.epoch, progress.epochs)}
          </p>
          <p>{useTimeLeft(job, progress, lastStage)}</p>
        </div>
      </div>
      <Meter label={texts.progressLabel} value={opening ? null : value} text={opening ? texts.opening : `${percent}%`} />
    </div>
  );
}

/** Before its first stage a job only loads the engine, which tells nothing of how far it is. */
function isOpening(progress: JobProgress): boolean {
  return progress.status === "running" && progress.stages.length === 0;
}

function useTimeLeft(job: Job | undefined, progress: JobProgress, lastStage: string): string {
  const texts = useTexts().job;
  if (progress.status === "queued") return describeStart(texts, job?.starts_in_seconds ?? 0);
  if (progress.status !== "running") return "";
  if (isOpening(progress)) return texts.opening;
  const last = progress.stages.some((stage) => stage.name === lastStage);
  if (progress.secondsLeft !== null) return describeTimeLeft(texts, progress.secondsLeft, last);
  return last ? texts.timeUnknown : texts.timeLater(nameOf(texts.stages, lastStage));
}
