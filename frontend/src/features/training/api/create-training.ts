import { request, toFormData } from "@/lib/api-client";
import type { UploadPlan } from "@/lib/uploads";
import { type Job, jobAnswer } from "@/schemas/job";

import { keepSettings, type TrainValues } from "../lib/train-values";

function toBody(values: TrainValues): FormData {
  return toFormData({
    files: values.files,
    name: values.name.normalize("NFC").trim(),
    epochs: values.epochs?.trim(),
    consent: values.consent,
    max_minutes: values.maxMinutes.trim(),
    family: values.family,
    preset: values.preset,
    sample_rate: values.sampleRate,
    batch_size: values.batchSize?.trim(),
    save_every: values.saveEvery?.trim(),
    f0_method: values.f0Method,
    base_weights: values.baseWeights,
  });
}

/** Sends recordings and settings; the training's job answers. */
export function planTraining(values: TrainValues): UploadPlan<Job> {
  return {
    name: values.name.normalize("NFC").trim(),
    send: async (signal, onUploadProgress) => {
      const options = { body: toBody(values), signal, onUploadProgress };
      const { job } = await request("POST", "/trainings", jobAnswer, options);
      keepSettings(values);
      return job;
    },
    pathOf: (job) => `/training/${job.id}`,
  };
}
