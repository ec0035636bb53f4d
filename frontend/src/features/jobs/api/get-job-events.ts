import { z } from "@/config/zod";
import { request } from "@/lib/api-client";
import { type JobEvent, jobEventSchema } from "@/schemas/job-event";

const answer = z.object({ events: z.array(jobEventSchema) });

/** Every event of a job after `after`, in order. */
export async function getJobEvents(jobId: string, after: number): Promise<JobEvent[]> {
  const path = `/jobs/${encodeURIComponent(jobId)}/events?after=${after}`;
  return (await request("GET", path, answer)).events;
}
