import { request, type RequestOptions, toFormData } from "@/lib/api-client";
import type { UploadPlan } from "@/lib/uploads";
import type { Model } from "@/schemas/model";

import { modelAnswer } from "./get-model";

export interface ModelUpload {
  file: File;
  /** The .index that goes with a bare .pth. */
  index?: File;
  name?: string;
}

type Sending = Pick<RequestOptions, "signal" | "onUploadProgress">;

export async function uploadModel({ file, index, name }: ModelUpload, sending: Sending = {}): Promise<Model> {
  const body = toFormData({ file, index, name: name?.normalize("NFC").trim() });
  return (await request("POST", "/models", modelAnswer, { body, ...sending })).model;
}

/** Sends a model from elsewhere; the server checks it and answers with the model. */
export function planModel(upload: ModelUpload): UploadPlan<Model> {
  return {
    name: upload.file.name,
    send: (signal, onUploadProgress) => uploadModel(upload, { signal, onUploadProgress }),
    pathOf: (model) => `/trained/${encodeURIComponent(model.name)}`,
  };
}
