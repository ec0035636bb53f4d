import { useMutation, useQueryClient } from "@tanstack/react-query";

import { noContent, request } from "@/lib/api-client";

import { coverPath } from "./get-cover";

/** Delete a cover; `useRestoreCover` brings it back for a while. */
export function useDeleteCover() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request("DELETE", coverPath(id), noContent),
    onSuccess: () => client.invalidateQueries({ queryKey: ["covers"] }),
  });
}
