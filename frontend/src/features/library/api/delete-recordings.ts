import { useMutation, useQueryClient } from "@tanstack/react-query";

import { noContent, request } from "@/lib/api-client";
import { askAgain } from "@/lib/ask-again";

/** Delete the recordings and songs that were uploaded; models and covers stay, without what is made of those. */
export function useDeleteRecordings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request("DELETE", "/library/recordings", noContent),
    // A refusal is for what is in use: the rest is deleted all the same.
    onSettled: () => askAgain(client, ...touched),
  });
}

/** Covers lose their tracks, jobs and models what they would be resumed from. */
const touched = ["covers", "songs", "jobs", "models"];
