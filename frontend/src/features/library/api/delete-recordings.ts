import { useMutation, useQueryClient } from "@tanstack/react-query";

import { noContent, request } from "@/lib/api-client";

/** Delete the recordings and songs that were uploaded; models and covers stay, without what is made of those. */
export function useDeleteRecordings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request("DELETE", "/library/recordings", noContent),
    // A refusal is for what is in use: the rest is deleted all the same.
    onSettled: () => Promise.all(touched.map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}

/** Covers lose their tracks, jobs and models what they would be resumed from. */
const touched = ["covers", "songs", "jobs", "models"];
