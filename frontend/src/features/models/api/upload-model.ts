import { useMutation } from "@tanstack/react-query";

import { request, toFormData } from "@/lib/api-client";
import type { Model } from "@/schemas/model";

import { modelAnswer } from "./get-model";

export interface ModelUpload {
  file: File;
  /** The .index that goes with a bare .pth. */
  index?: File;
  name?: string;
}

export async function uploadModel(
  { file, index, name }: ModelUpload,
  onUploadProgress?: (ratio: number) => void,
): Promise<Model> {
  const body = toFormData({ file, index, name: name?.normalize("NFC").trim() });
  return (await request("POST", "/models", modelAnswer, { body, onUploadProgress })).model;
}

/** Send a model from elsewhere; the server checks it and answers with the model. */
export function useUploadModel(onUploadProgress: (ratio: number) => void, onUploaded: (model: Model) => void) {
  return useMutation({
    mutationFn: (upload: ModelUpload) => uploadModel(upload, onUploadProgress),
    onSuccess: onUploaded,
  });
}
