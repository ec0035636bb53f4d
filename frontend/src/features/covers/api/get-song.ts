import { useQuery } from "@tanstack/react-query";

import { request } from "@/lib/api-client";

import { type Song, songAnswer } from "./upload-song";

const REFRESH_MS = 1500;

/** The song as it is known by now; looked at again until it is analysed. */
export function useSong(uploaded: Song | undefined) {
  return useQuery({
    queryKey: ["songs", uploaded?.id],
    queryFn: async () => (await request("GET", `/songs/${uploaded?.id ?? ""}`, songAnswer)).song,
    enabled: uploaded !== undefined && !uploaded.analysed,
    refetchInterval: ({ state }) => (state.data?.analysed ? false : REFRESH_MS),
  });
}
