import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";
import { serverUrl } from "@/lib/server-url";
import { modelSchema } from "@/schemas/model";

export const modelAnswer = z.object({ model: modelSchema });

/** A model by its name. */
export function useModel(name: string) {
  return useQuery({
    queryKey: ["models", name],
    queryFn: async () => (await request("GET", modelPath(name), modelAnswer)).model,
  });
}

export function modelPath(name: string): string {
  return `/models/${encodeURIComponent(name)}`;
}

/** Where a model's zip is downloaded. */
export function modelDownloadUrl(name: string): string {
  return serverUrl(`/api${modelPath(name)}/download`);
}

/** Where a model's listening sample of an epoch is. */
export function modelSampleUrl(name: string, epoch: number): string {
  return serverUrl(`/api${modelPath(name)}/samples/${epoch}`);
}
