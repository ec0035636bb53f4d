import { useQuery } from "@tanstack/react-query";
import { z } from "zod";

import { request } from "@/lib/api-client";

const weightSchema = z
  .object({
    name: z.string(),
    present: z.boolean(),
    adds: z.string().nullish(),
    goes_to: z.string().nullish(),
  })
  .transform(({ name, present, adds, goes_to }) => ({ name, present, adds, goesTo: goes_to }));

/** Pretrained weights that make something possible or better. */
export type Weight = z.infer<typeof weightSchema>;

const answer = z.object({ weights: z.array(weightSchema) });

/** Which weights are in `pretrained/`, and which could be. */
export function useWeights() {
  return useQuery({
    queryKey: ["weights"],
    queryFn: async () => (await request("GET", "/capabilities", answer)).weights,
  });
}
