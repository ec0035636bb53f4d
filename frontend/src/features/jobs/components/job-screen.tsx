import { type ReactNode, useEffect } from "react";

import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { useTexts } from "@/i18n/language";
import { isNotFound, isOffline } from "@/lib/api-error";
import { classNames } from "@/lib/class-names";
import { type JobProgress, planStages } from "@/lib/job-progress";
import { isFinished, type Job } from "@/schemas/job";

import { useJob } from "../api/get-job";
import { useJobProgress } from "../hooks/use-job-progress";
import { JobHeading } from "./job-heading";
import { JobOutcome } from "./job-outcome";
import styles from "./job-screen.module.css";
import { JobWarnings } from "./job-warnings";
import { OverallProgress } from "./overall-progress";
import { StageList } from "./stage-list";
import { StopButton } from "./stop-button";

interface JobScreenProps {
  jobId: string;
  /** The stages that this kind of job goes through, in order. */
  plan: string[];
  title: (job: Job | undefined) => string;
  stopLabel: string;
  stopHint?: string;
  startOver: (job: Job | undefined) => string;
  /** What this kind of job shows beside its stages. */
  detail?: (progress: JobProgress) => ReactNode;
  onSucceeded: (progress: JobProgress) => void;
  onResumed: (job: Job) => void;
}

/** A job as it happens; all of it comes from the job's events, so a reload loses nothing. */
export function JobScreen(props: JobScreenProps) {
  const texts = useTexts();
  const { jobId, onSucceeded } = props;
  const row = useJob(jobId);
  const { progress, live } = useJobProgress(jobId);
  const succeeded = progress.status === "succeeded";
  useEffect(() => {
    if (succeeded) onSucceeded(progress);
  }, [succeeded, progress, onSucceeded]);
  useRowOfEnd(progress, row.refetch);
  if (isNotFound(row.error)) return <NoJob />;
  const status = progress.status ?? row.data?.status ?? null;
  return (
    <div className={classNames(styles.screen, !props.detail && styles.narrow)}>
      <JobHeading title={props.title(row.data)} status={status} />
      <p className={styles.connection} role="status">
        {isOffline(row.failureReason) ? texts.job.away : live ? "" : texts.job.slow}
      </p>
      <div className={props.detail && styles.columns}>
        <StagesCard {...props} job={row.data} progress={progress} />
        {props.detail && <div className={styles.detail}>{props.detail(progress)}</div>}
      </div>
    </div>
  );
}

/** Whether it can be resumed is known only from the row: it is asked for at once, not at its next turn. */
function useRowOfEnd({ status }: JobProgress, refetch: () => unknown): void {
  const ended = status !== null && isFinished(status);
  useEffect(() => {
    if (ended) refetch();
  }, [ended, refetch]);
}

function NoJob() {
  const texts = useTexts();
  return (
    <EmptyState heading="h1" title={texts.job.notFound} hint={texts.job.notFoundHint}>
      <ButtonLink to="/" variant="primary">
        {texts.common.notFound.home}
      </ButtonLink>
      <ButtonLink to="/library">{texts.cover.openLibrary}</ButtonLink>
    </EmptyState>
  );
}

type StagesCardProps = JobScreenProps & { job: Job | undefined; progress: JobProgress };

function StagesCard({ job, progress, ...props }: StagesCardProps) {
  const texts = useTexts().job;
  const status = progress.status ?? job?.status ?? null;
  const ended = status !== null && isFinished(status);
  const { jobId, stopLabel, stopHint, onResumed } = props;
  return (
    <Card className={styles.stages}>
      <OverallProgress job={job} progress={progress} lastStage={props.plan.at(-1) ?? ""} />
      {status === "queued" && <QueuePlace position={job?.queue_position ?? null} />}
      <StageList stages={planStages(props.plan, progress.stages)} ended={ended} />
      <JobWarnings warnings={progress.warnings} />
      <JobOutcome
        jobId={jobId}
        job={job}
        progress={{ ...progress, status }}
        startOver={props.startOver(job)}
        onResumed={onResumed}
      />
      {!ended && (
        <StopButton jobId={jobId} label={stopLabel}>
          <p>{status === "queued" ? texts.stopQueued : stopHint}</p>
          <p>{texts.leaveSafely}</p>
        </StopButton>
      )}
    </Card>
  );
}

function QueuePlace({ position }: { position: number | null }) {
  const texts = useTexts().job;
  const ahead = position === null ? 0 : position - 1;
  return <Notice tone="info" announce title={ahead > 0 ? texts.queuePosition(ahead) : texts.queuedNext} />;
}
