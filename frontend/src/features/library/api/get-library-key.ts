import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";

const answer = z.object({ key: z.string() });

export const LIBRARY_KEY = ["library-key"];

/** The key that opens this library in another browser: asked for by `refetch` alone, and kept no longer than it is shown. */
export function useLibraryKey() {
  return useQuery({
    queryKey: LIBRARY_KEY,
    queryFn: async () => (await request("GET", "/library/key", answer)).key,
    enabled: false,
    gcTime: 0,
  });
}
