import { useQuery } from "@tanstack/react-query";

import { request } from "@/lib/api-client";
import { isFinished, type Job, jobAnswer } from "@/schemas/job";

async function getJob(jobId: string): Promise<Job> {
  return (await request("GET", `/jobs/${encodeURIComponent(jobId)}`, jobAnswer)).job;
}

const REFRESH_MS = 2000;

/** A job's row; looked at again until its end, since its place in the queue is no event. */
export function useJob(jobId: string) {
  return useQuery({
    queryKey: ["jobs", jobId],
    queryFn: () => getJob(jobId),
    refetchInterval: ({ state }) =>
      state.data && !isFinished(state.data.status) ? REFRESH_MS : false,
  });
}
