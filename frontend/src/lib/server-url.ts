import { basePath, env } from "@/config/env";

/** Where the server has `path` (it begins with a slash): also behind a proxy that serves all below a path. */
export function serverUrl(path: string): string {
  return `${env.VITE_SERVER_ORIGIN}${basePath}${path}`;
}
