import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { createBrowserRouter, RouterProvider } from "react-router";

import { LanguageProvider } from "@/i18n/language-provider";
import { ApiError, isOffline } from "@/lib/api-error";

import { routes } from "./routes";

/** A refusal stays a refusal; only what may pass by itself is tried again. */
function shouldRetry(failures: number, error: Error): boolean {
  const passing = isOffline(error) || (error instanceof ApiError && error.status >= 500);
  return passing && failures < 3;
}

export function App() {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: shouldRetry } } }));
  const [router] = useState(() => createBrowserRouter(routes));
  return (
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <RouterProvider router={router} />
      </LanguageProvider>
    </QueryClientProvider>
  );
}
