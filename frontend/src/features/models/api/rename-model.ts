import { useMutation, useQueryClient } from "@tanstack/react-query";

import { request } from "@/lib/api-client";
import { recall, remember } from "@/lib/session";

import { modelAnswer, modelPath } from "./get-model";

/** Give a model another name. */
export function useRenameModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, name }: { key: string; name: string }) =>
      request("PATCH", modelPath(key), modelAnswer, { body: { name } }),
    onSuccess: ({ model }, { key }) => {
      if (recall("modelName") === key) remember("modelName", model.name);
      return client.invalidateQueries(); // covers and jobs tell the name too
    },
  });
}
