import { useMutation, useQueryClient } from "@tanstack/react-query";

import { request } from "@/lib/api-client";
import { type Job, jobAnswer } from "@/schemas/job";

async function cancelJob(jobId: string): Promise<Job> {
  return (await request("POST", `/jobs/${encodeURIComponent(jobId)}/cancel`, jobAnswer)).job;
}

/** Ask the server to stop a job; what is usable of it stays. */
export function useCancelJob(jobId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => cancelJob(jobId),
    onSettled: () => client.invalidateQueries({ queryKey: ["jobs", jobId] }),
  });
}
