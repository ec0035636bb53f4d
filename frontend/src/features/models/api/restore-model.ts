import { useMutation, useQueryClient } from "@tanstack/react-query";

import { request } from "@/lib/api-client";
import { askAgain } from "@/lib/ask-again";

import { modelAnswer, modelPath } from "./get-model";

/** Bring a deleted model back. */
export function useRestoreModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => request("POST", `${modelPath(name)}/restore`, modelAnswer),
    onSuccess: () => {
      void askAgain(client, "jobs");
      return askAgain(client, "models");
    },
  });
}
