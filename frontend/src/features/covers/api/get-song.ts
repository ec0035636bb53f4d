import { useQuery } from "@tanstack/react-query";

import { request } from "@/lib/api-client";

import { songAnswer } from "./upload-song";

const REFRESH_MS = 1500;

/** A song of this browser as it is known by now; looked at again until it is analysed. */
export function useSong(id: string | null) {
  return useQuery({
    queryKey: ["songs", id],
    queryFn: async () => (await request("GET", `/songs/${encodeURIComponent(id ?? "")}`, songAnswer)).song,
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && !state.data.analysed ? REFRESH_MS : false),
  });
}
