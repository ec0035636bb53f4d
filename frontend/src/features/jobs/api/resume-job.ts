import { useMutation } from "@tanstack/react-query";

import { request } from "@/lib/api-client";
import { type Job, jobAnswer } from "@/schemas/job";

async function resumeJob(jobId: string): Promise<Job> {
  // An empty object, not nothing: how far to go stays as it was asked for.
  const path = `/jobs/${encodeURIComponent(jobId)}/resume`;
  return (await request("POST", path, jobAnswer, { body: {} })).job;
}

/** Go on with a stopped or failed job, as a new job. */
export function useResumeJob(jobId: string, onResumed: (job: Job) => void) {
  return useMutation({ mutationFn: () => resumeJob(jobId), onSuccess: onResumed });
}
