import { useMutation } from "@tanstack/react-query";

import { request, toFormData } from "@/lib/api-client";
import { type Job, jobAnswer } from "@/schemas/job";

import { keepSettings, type TrainValues } from "../lib/train-values";

async function createTraining(values: TrainValues, onUploadProgress: (ratio: number) => void): Promise<Job> {
  const body = toFormData({
    files: values.files,
    name: values.name.normalize("NFC").trim(),
    epochs: values.epochs.trim(),
    consent: values.consent,
    max_minutes: values.maxMinutes.trim(),
    family: values.family,
    preset: values.preset,
    sample_rate: values.sampleRate,
    batch_size: values.batchSize.trim(),
    save_every: values.saveEvery.trim(),
    f0_method: values.f0Method,
    base_weights: values.baseWeights,
  });
  return (await request("POST", "/trainings", jobAnswer, { body, onUploadProgress })).job;
}

/** Send recordings and settings; the training's job answers. */
export function useCreateTraining(onUploadProgress: (ratio: number) => void, onCreated: (job: Job) => void) {
  return useMutation({
    mutationFn: (values: TrainValues) => createTraining(values, onUploadProgress),
    onSuccess: (job, values) => {
      keepSettings(values);
      onCreated(job);
    },
  });
}
