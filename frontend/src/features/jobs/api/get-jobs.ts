import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";
import { isFinished, type Job, jobSchema } from "@/schemas/job";

const answer = z.object({ jobs: z.array(jobSchema) });

/** As many as the server gives at once. */
const MAX_LISTED = 1000;

const MAX_RESUMABLE = 5;

/** How often to look while a job goes on, and while none does: the list is long. */
const BUSY_MS = 10_000;
const IDLE_MS = 60_000;

/** This browser's jobs that have not come to an end: trainings and covers, newest first. */
export function useUnfinishedJobs() {
  return useJobs(pickUnfinished);
}

/** The newest trainings that failed or were stopped and that can be gone on with. */
export function useResumableJobs() {
  return useJobs(pickResumable);
}

function useJobs(select: (jobs: Job[]) => Job[]) {
  return useQuery({
    queryKey: ["jobs"],
    queryFn: async () => (await request("GET", `/jobs?limit=${MAX_LISTED}`, answer)).jobs,
    select,
    refetchInterval: ({ state }) => (state.data?.some((job) => !isFinished(job.status)) ? BUSY_MS : IDLE_MS),
  });
}

function pickUnfinished(jobs: Job[]): Job[] {
  return jobs.filter((job) => !isFinished(job.status) && (job.kind === "training" || job.kind === "cover"));
}

function pickResumable(jobs: Job[]): Job[] {
  return jobs.filter((job) => job.resumable).slice(0, MAX_RESUMABLE);
}
