import { useRouteError } from "react-router";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { useTexts } from "@/i18n/language";

/** What Chromium and Firefox, Safari, and Vite say of a part of the page that could not be fetched. */
const NOT_FETCHED = /dynamically imported module|importing a module script|unable to preload css/i;

/** Shown when drawing a page failed, or fetching it did; the jobs know nothing of it. */
export function CrashScreen() {
  const texts = useTexts().common;
  const error = useRouteError();
  const away = error instanceof Error && NOT_FETCHED.test(error.message);
  const words = away ? texts.unfetched : texts.crash;
  return (
    <main>
      <EmptyState heading="h1" title={words.title} hint={words.hint}>
        <Button variant="primary" onClick={() => window.location.reload()}>
          {words.reload}
        </Button>
      </EmptyState>
    </main>
  );
}
