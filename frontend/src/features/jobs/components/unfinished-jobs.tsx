import { useTexts } from "@/i18n/language";

import { useResumableJobs, useUnfinishedJobs } from "../api/get-jobs";
import { JobList } from "./job-list";

/** The way back to work that goes on in the server, and to trainings that can be gone on with. */
export function UnfinishedJobs() {
  const texts = useTexts();
  return (
    <>
      <JobList title={texts.make.unfinished} jobs={useUnfinishedJobs().data ?? []} />
      <JobList title={texts.job.resumable} jobs={useResumableJobs().data ?? []} />
    </>
  );
}
