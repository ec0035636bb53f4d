import { z } from "@/config/zod";

const schema = z.object({
  /** Where the server is, when it is not where the page came from. */
  VITE_SERVER_ORIGIN: z.union([z.literal(""), z.url()]).default(""),
});

/** The build's settings, checked once when the page starts. */
export const env = schema.parse(import.meta.env);
