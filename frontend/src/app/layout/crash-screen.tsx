import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { useTexts } from "@/i18n/language";

/** Shown when drawing a page failed; the jobs know nothing of it. */
export function CrashScreen() {
  const texts = useTexts().common.crash;
  return (
    <main>
      <EmptyState title={texts.title} hint={texts.hint}>
        <Button variant="primary" onClick={() => window.location.reload()}>
          {texts.reload}
        </Button>
      </EmptyState>
    </main>
  );
}
