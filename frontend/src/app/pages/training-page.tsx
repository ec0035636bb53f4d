import { useCallback } from "react";
import { useNavigate, useParams } from "react-router";

import { JobScreen } from "@/features/jobs/components/job-screen";
import { TrainingDetail } from "@/features/training/components/training-detail";
import { useTexts } from "@/i18n/language";
import type { JobProgress } from "@/lib/job-progress";
import { remember } from "@/lib/session";

import { PageTitle } from "../layout/page-title";

const PLAN = ["preparing", "pitch", "content", "index", "training"];

export function TrainingPage() {
  const texts = useTexts();
  const { jobId = "" } = useParams();
  const navigate = useNavigate();
  const openModel = useCallback(
    ({ model }: JobProgress) => {
      if (!model) return;
      remember("modelName", model.name);
      void navigate(`/trained/${encodeURIComponent(model.name)}`, { replace: true });
    },
    [navigate],
  );
  return (
    <>
      <PageTitle text={texts.common.titles.training} />
      <JobScreen
        key={jobId}
        jobId={jobId}
        plan={PLAN}
        title={(job) => (job?.model ? texts.job.trainingTitle(job.model) : texts.job.trainingTitleUnnamed)}
        stopLabel={texts.job.stopTraining}
        stopHint={texts.job.stopKeeps}
        startOver={(job) => (job?.model ? `/?again=${encodeURIComponent(job.model)}` : "/")}
        detail={(progress) => <TrainingDetail progress={progress} />}
        onSucceeded={openModel}
        onResumed={(job) => void navigate(`/training/${job.id}`)}
      />
    </>
  );
}
