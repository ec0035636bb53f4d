import { useMutation } from "@tanstack/react-query";

import { request, toFormData } from "@/lib/api-client";
import { serverUrl } from "@/lib/server-url";
import { ApiError } from "@/lib/api-error";
import { isFinished, type Job, jobAnswer } from "@/schemas/job";

import { type CoverValues, toOptionFields } from "../lib/cover-values";

interface PreviewRequest {
  songId: string;
  model: string;
  startSeconds: number;
  values: CoverValues;
}

const PREVIEW_SECONDS = 15;
const LOOK_MS = 700;

/** Where the finished preview is to be heard. */
async function createPreview({ songId, model, startSeconds, values }: PreviewRequest): Promise<string> {
  const body = toFormData({
    song_id: songId,
    model,
    start_seconds: startSeconds,
    seconds: PREVIEW_SECONDS,
    ...toOptionFields(values),
  });
  const { job } = await request("POST", "/previews", jobAnswer, { body });
  const ended = await waitForEnd(job);
  if (ended.status === "succeeded") return serverUrl(`/api/previews/${ended.id}/audio`);
  throw new ApiError(422, ended.error ?? { code: "cancelled", message: "" });
}

async function waitForEnd(job: Job): Promise<Job> {
  let current = job;
  while (!isFinished(current.status)) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    current = (await request("GET", `/jobs/${job.id}`, jobAnswer)).job;
  }
  return current;
}

/** Hear a few seconds of the cover before making all of it. */
export function useCreatePreview() {
  return useMutation({ mutationFn: createPreview });
}
