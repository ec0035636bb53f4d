import { useCallback } from "react";
import { useNavigate, useParams } from "react-router";

import { JobScreen } from "@/features/jobs/components/job-screen";
import { useTexts } from "@/i18n/language";
import type { JobProgress } from "@/lib/job-progress";
import { remember } from "@/lib/session";
import type { Job } from "@/schemas/job";

import { PageTitle } from "../layout/page-title";

const PLAN = ["separating", "converting", "mixing"];

/** The model's page, with the song that is on the server already. */
function startOver(job: Job | undefined): string {
  const page = `/trained/${encodeURIComponent(job?.model ?? "")}`;
  return job?.song_id ? `${page}?song=${encodeURIComponent(job.song_id)}` : page;
}

export function CoveringPage() {
  const texts = useTexts();
  const { jobId = "" } = useParams();
  const navigate = useNavigate();
  const openCover = useCallback(
    ({ cover }: JobProgress) => {
      if (!cover) return;
      remember("songName", cover.name);
      remember("coverUrl", cover.url);
      void navigate(`/covered/${encodeURIComponent(cover.id)}`, { replace: true });
    },
    [navigate],
  );
  return (
    <>
      <PageTitle text={texts.common.titles.covering} />
      <JobScreen
        key={jobId}
        jobId={jobId}
        plan={PLAN}
        title={(job) => (job?.model ? texts.job.coverTitle(job.model) : texts.job.coverTitleUnnamed)}
        stopLabel={texts.job.stopCover}
        startOver={startOver}
        onSucceeded={openCover}
        onResumed={(job) => void navigate(`/covering/${job.id}`)}
      />
    </>
  );
}
