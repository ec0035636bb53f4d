import { useMutation, useQueryClient } from "@tanstack/react-query";

import { noContent, request } from "@/lib/api-client";

/** Delete the recordings and songs that were uploaded; what was made of them stays. */
export function useDeleteRecordings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request("DELETE", "/library/recordings", noContent),
    onSuccess: () => client.invalidateQueries(),
  });
}
