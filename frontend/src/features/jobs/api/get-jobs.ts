import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";
import { isFinished, jobSchema } from "@/schemas/job";

const answer = z.object({ jobs: z.array(jobSchema) });

/** This browser's jobs that have not come to an end: trainings and covers, newest first. */
export function useUnfinishedJobs() {
  return useQuery({
    queryKey: ["jobs"],
    queryFn: async () => (await request("GET", "/jobs", answer)).jobs,
    select: (jobs) =>
      jobs.filter((job) => !isFinished(job.status) && (job.kind === "training" || job.kind === "cover")),
    refetchInterval: 10_000,
  });
}
