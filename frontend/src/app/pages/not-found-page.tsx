import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { useTexts } from "@/i18n/language";

import { PageTitle } from "../layout/page-title";

export function NotFoundPage() {
  const { notFound, titles } = useTexts().common;
  return (
    <>
      <PageTitle text={titles.notFound} />
      <EmptyState heading="h1" title={notFound.title} hint={notFound.hint}>
        <ButtonLink to="/" variant="primary">
          {notFound.home}
        </ButtonLink>
      </EmptyState>
    </>
  );
}
