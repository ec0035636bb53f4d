import { useMutation, useQueryClient } from "@tanstack/react-query";

import { request } from "@/lib/api-client";
import { recall, remember } from "@/lib/session";

import { coverAnswer, coverPath } from "./get-cover";

/** Give a cover another name. */
export function useRenameCover() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, name }: { key: string; name: string }) =>
      request("PATCH", coverPath(key), coverAnswer, { body: { name } }),
    onSuccess: ({ cover }) => {
      if (recall("coverUrl") === cover.url) remember("songName", cover.name);
      return client.invalidateQueries({ queryKey: ["covers"] });
    },
  });
}
