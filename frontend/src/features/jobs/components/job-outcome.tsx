import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { useTexts } from "@/i18n/language";
import type { JobProgress } from "@/lib/job-progress";
import type { Job } from "@/schemas/job";

import { JobFailure } from "./job-failure";
import styles from "./job-screen.module.css";
import { ResumeButton } from "./resume-button";

interface JobOutcomeProps {
  jobId: string;
  job: Job | undefined;
  progress: JobProgress;
  /** Where a new attempt starts from. */
  startOver: string;
  onResumed: (job: Job) => void;
}

/** What came of a training or a cover that has ended, and where to go from here. */
export function JobOutcome(props: JobOutcomeProps) {
  const { progress } = props;
  if (progress.status === "succeeded") return <Success progress={progress} />;
  if (progress.status !== "failed" && progress.status !== "cancelled") return null;
  return (
    <div className={styles.outcome}>
      {progress.status === "failed" ? <Failed {...props} /> : <Stopped {...props} />}
      <Onward {...props} failed={progress.status === "failed"} />
    </div>
  );
}

function Onward({ job, progress, jobId, startOver, onResumed, failed }: JobOutcomeProps & { failed: boolean }) {
  const texts = useTexts().job;
  return (
    <div className={styles.actions}>
      {job?.resumable && (
        <ResumeButton jobId={jobId} label={failed ? texts.again : texts.resume} onResumed={onResumed} />
      )}
      {progress.model && (
        <ButtonLink to={`/trained/${encodeURIComponent(progress.model.name)}`}>{texts.useModel}</ButtonLink>
      )}
      <ButtonLink to={startOver}>{texts.startOver}</ButtonLink>
    </div>
  );
}

function Failed({ job, progress }: JobOutcomeProps) {
  const texts = useTexts().job;
  const title = job?.kind === "cover" ? texts.failedCover : texts.failedTraining;
  return <JobFailure title={title} error={progress.error ?? job?.error ?? null} />;
}

function Stopped({ job, progress }: JobOutcomeProps) {
  const texts = useTexts().job;
  if (job?.kind === "cover") return <Notice tone="info" announce title={texts.cancelledCover} />;
  const epoch = progress.model?.epochs ?? progress.savedEpoch;
  return (
    <Notice tone="info" announce title={texts.cancelledTraining}>
      <p>{progress.model && epoch ? texts.cancelledWithModel(epoch) : texts.cancelledNoModel}</p>
    </Notice>
  );
}

function Success({ progress: { model, cover } }: { progress: JobProgress }) {
  const texts = useTexts().job;
  if (cover) {
    return (
      <div className={styles.outcome}>
        <Notice tone="success" announce title={texts.succeededCover(cover.name)} />
        <ButtonLink variant="primary" to={`/covered/${encodeURIComponent(cover.id)}`}>
          {texts.toCover}
        </ButtonLink>
      </div>
    );
  }
  return (
    <div className={styles.outcome}>
      <Notice tone="success" announce title={texts.succeededTraining(model?.name ?? "")} />
      {model && (
        <ButtonLink variant="primary" to={`/trained/${encodeURIComponent(model.name)}`}>
          {texts.toModel}
        </ButtonLink>
      )}
    </div>
  );
}
