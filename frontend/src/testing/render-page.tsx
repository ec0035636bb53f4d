import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";

import { LanguageProvider } from "@/i18n/language-provider";
import { KeptContext } from "@/lib/kept-state";
import { createUploadStore, UploadContext } from "@/lib/uploads";

/** Draw a part of the page as a person meets it, and return that person's hands. */
export function renderPage(children: ReactNode, path = "/") {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const user = userEvent.setup({ applyAccept: false });
  render(
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <UploadContext value={createUploadStore()}>
          <KeptContext value={new Map()}>
            <MemoryRouter initialEntries={[path]}>{children}</MemoryRouter>
          </KeptContext>
        </UploadContext>
      </LanguageProvider>
    </QueryClientProvider>,
  );
  return user;
}
