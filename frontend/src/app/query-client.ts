import { QueryClient } from "@tanstack/react-query";

import { ApiError, isOffline } from "@/lib/api-error";

/** A refusal stays a refusal; only what may pass by itself is tried again. */
function shouldRetry(failures: number, error: Error): boolean {
  const passing = isOffline(error) || (error instanceof ApiError && error.status >= 500);
  return passing && failures < 3;
}

/** Asks whatever the browser thinks of its network: the server is most often this very machine. */
export function makeQueryClient(): QueryClient {
  const networkMode = "always";
  return new QueryClient({
    defaultOptions: { queries: { retry: shouldRetry, networkMode }, mutations: { networkMode } },
  });
}
