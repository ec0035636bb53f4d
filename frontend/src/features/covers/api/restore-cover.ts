import { useMutation, useQueryClient } from "@tanstack/react-query";

import { request } from "@/lib/api-client";

import { coverAnswer, coverPath } from "./get-cover";

/** Bring a deleted cover back. */
export function useRestoreCover() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request("POST", `${coverPath(id)}/restore`, coverAnswer),
    onSuccess: () => client.invalidateQueries({ queryKey: ["covers"] }),
  });
}
