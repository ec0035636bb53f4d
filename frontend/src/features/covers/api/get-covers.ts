import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";
import { collectPages } from "@/lib/collect-pages";
import { coverSchema } from "@/schemas/cover";

const answer = z.object({ covers: z.array(coverSchema) });

/** Every cover of this browser. */
export function useCovers() {
  return useQuery({
    queryKey: ["covers"],
    queryFn: () => collectPages(async (query) => (await request("GET", `/covers?${query}`, answer)).covers),
  });
}
