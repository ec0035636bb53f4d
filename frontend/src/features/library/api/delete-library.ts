import { useMutation, useQueryClient } from "@tanstack/react-query";

import { noContent, request } from "@/lib/api-client";

import { leaveLibrary } from "../lib/leave-library";

/** Delete everything of this browser's owner, for good. */
export function useDeleteLibrary() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request("DELETE", "/library", noContent),
    onSuccess: () => leaveLibrary(client),
  });
}
