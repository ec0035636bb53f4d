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
    onSuccess: async (_, { key, name }) => {
      if (recall("modelName") === key) remember("modelName", name);
      await client.invalidateQueries(); // covers and jobs tell the name too
    },
  });
}
