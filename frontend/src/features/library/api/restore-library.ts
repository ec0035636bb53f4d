import { useMutation, useQueryClient } from "@tanstack/react-query";

import { noContent, request } from "@/lib/api-client";

import { leaveLibrary } from "../lib/leave-library";

/** Open the library of a key in this browser. */
export function useRestoreLibrary() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (key: string) => request("POST", "/library/restore", noContent, { body: { key: key.trim() } }),
    onSuccess: () => leaveLibrary(client),
  });
}
