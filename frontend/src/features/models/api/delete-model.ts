import { useMutation, useQueryClient } from "@tanstack/react-query";

import { noContent, request } from "@/lib/api-client";

import { modelPath } from "./get-model";

/** Delete a model; `useRestoreModel` brings it back for a while. */
export function useDeleteModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => request("DELETE", modelPath(name), noContent),
    onSuccess: () => client.invalidateQueries({ queryKey: ["models"] }),
  });
}
