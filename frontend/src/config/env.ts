import { z } from "@/config/zod";

const schema = z.object({
  /** Where the server is, when it is not where the page came from. */
  VITE_SERVER_ORIGIN: z.union([z.literal(""), z.url()]).default(""),
});

/** The build's settings, checked once when the page starts. */
export const env = schema.parse(import.meta.env);

/** The path below which the server has everything, such as `/persona`; the built page's parts are in its `assets`. */
export const basePath = import.meta.env.DEV ? "" : new URL(/* @vite-ignore */ "..", import.meta.url).pathname.replace(/\/$/, "");
