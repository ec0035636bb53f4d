import { useMutation } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";

const answer = z.object({ key: z.string() });

/** Ask for the key that opens this library in another browser. */
export function useShowLibraryKey() {
  return useMutation({ mutationFn: async () => (await request("GET", "/library/key", answer)).key });
}
