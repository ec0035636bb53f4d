import { useMutation, useQueryClient } from "@tanstack/react-query";

import { request } from "@/lib/api-client";

import { modelAnswer, modelPath } from "./get-model";

/** Give a model another name. */
export function useRenameModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, name }: { key: string; name: string }) =>
      request("PATCH", modelPath(key), modelAnswer, { body: { name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["models"] }),
  });
}
