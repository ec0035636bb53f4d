import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";
import { collectPages } from "@/lib/collect-pages";
import { modelSchema } from "@/schemas/model";

const answer = z.object({ models: z.array(modelSchema) });

/** Every model of this browser. */
export function useModels() {
  return useQuery({
    queryKey: ["models"],
    queryFn: () => collectPages(async (query) => (await request("GET", `/models?${query}`, answer)).models),
  });
}
