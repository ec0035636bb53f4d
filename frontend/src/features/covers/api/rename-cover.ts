import { useMutation, useQueryClient } from "@tanstack/react-query";

import { request } from "@/lib/api-client";

import { coverAnswer, coverPath } from "./get-cover";

/** Give a cover another name. */
export function useRenameCover() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, name }: { key: string; name: string }) =>
      request("PATCH", coverPath(key), coverAnswer, { body: { name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["covers"] }),
  });
}
