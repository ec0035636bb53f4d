import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { createBrowserRouter, RouterProvider } from "react-router";

import { basePath } from "@/config/env";
import { LanguageProvider } from "@/i18n/language-provider";
import { KeptContext } from "@/lib/kept-state";
import { createUploadStore, UploadContext } from "@/lib/uploads";

import { makeQueryClient } from "./query-client";
import { routes } from "./routes";

export function App() {
  const [client] = useState(makeQueryClient);
  const [uploads] = useState(createUploadStore);
  const [kept] = useState(() => new Map<string, unknown>());
  const [router] = useState(() => createBrowserRouter(routes, { basename: basePath || "/" }));
  return (
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <UploadContext value={uploads}>
          <KeptContext value={kept}>
            <RouterProvider router={router} />
          </KeptContext>
        </UploadContext>
      </LanguageProvider>
    </QueryClientProvider>
  );
}
