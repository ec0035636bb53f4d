import { useMutation, useQueryClient } from "@tanstack/react-query";

import { noContent, request } from "@/lib/api-client";
import { askAgain } from "@/lib/ask-again";
import { forget, recall } from "@/lib/session";

import { modelPath } from "./get-model";

/** Delete a model; `useRestoreModel` brings it back for a while. */
export function useDeleteModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => request("DELETE", modelPath(name), noContent),
    onSuccess: (_, name) => {
      if (recall("modelName") === name) forget("modelName");
      void askAgain(client, "jobs"); // its trainings cannot be gone on with
      return askAgain(client, "models");
    },
  });
}
