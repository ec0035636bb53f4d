import { useMutation } from "@tanstack/react-query";

import { request, toFormData } from "@/lib/api-client";
import { type Job, jobAnswer } from "@/schemas/job";

import { type CoverValues, toOptionFields } from "../lib/cover-values";

interface CoverRequest {
  songId: string;
  model: string;
  values: CoverValues;
}

async function createCover({ songId, model, values }: CoverRequest): Promise<Job> {
  const body = toFormData({ song_id: songId, model, ...toOptionFields(values) });
  return (await request("POST", "/covers", jobAnswer, { body })).job;
}

/** Ask for a cover of an uploaded song; the cover's job answers. */
export function useCreateCover(onCreated: (job: Job) => void) {
  return useMutation({ mutationFn: createCover, onSuccess: onCreated });
}
