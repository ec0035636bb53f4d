import { useMutation } from "@tanstack/react-query";

import { request } from "@/lib/api-client";
import { type Job, jobAnswer } from "@/schemas/job";

async function resumeJob(jobId: string): Promise<Job> {
  return (await request("POST", `/jobs/${encodeURIComponent(jobId)}/resume`, jobAnswer)).job;
}

/** Go on with a stopped or failed job, as a new job. */
export function useResumeJob(jobId: string, onResumed: (job: Job) => void) {
  return useMutation({ mutationFn: () => resumeJob(jobId), onSuccess: onResumed });
}
