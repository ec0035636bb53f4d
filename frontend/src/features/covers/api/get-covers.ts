import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";
import { coverSchema } from "@/schemas/cover";

const answer = z.object({ covers: z.array(coverSchema) });

/** Every cover of this browser. */
export function useCovers() {
  return useQuery({
    queryKey: ["covers"],
    queryFn: async () => (await request("GET", "/covers", answer)).covers,
  });
}
