import { useEffect } from "react";
import { useParams } from "react-router";

import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadError } from "@/components/ui/load-error";
import { Spinner } from "@/components/ui/spinner";
import { useCover } from "@/features/covers/api/get-cover";
import { useCovers } from "@/features/covers/api/get-covers";
import { CoverPlayer } from "@/features/covers/components/cover-player";
import { useTexts } from "@/i18n/language";
import { isNotFound } from "@/lib/api-error";
import { recall, remember } from "@/lib/session";

import { PageTitle } from "../layout/page-title";
import styles from "./covered-page.module.css";

export function CoveredPage() {
  const { id } = useParams();
  return id ? <Covered key={id} id={id} /> : <LastCovered />;
}

/** Without an id, the cover that was made last: in this visit, or at all. */
function LastCovered() {
  const texts = useTexts();
  const covers = useCovers();
  const last = covers.data?.find((cover) => cover.url === recall("coverUrl")) ?? covers.data?.[0];
  if (last) return <Covered key={last.id} id={last.id} />;
  if (covers.isError) return <LoadError error={covers.error} onRetry={covers.refetch} />;
  if (covers.isPending) return <Spinner label={texts.common.loading} />;
  return (
    <>
      <PageTitle text={texts.common.titles.covered} />
      <NoCover title={texts.cover.covered.missing} hint={texts.cover.covered.missingHint} />
    </>
  );
}

function Covered({ id }: { id: string }) {
  const texts = useTexts();
  const words = texts.cover.covered;
  const cover = useCover(id);
  useEffect(() => {
    if (!cover.data) return;
    remember("songName", cover.data.name);
    remember("coverUrl", cover.data.url);
  }, [cover.data]);
  if (isNotFound(cover.error)) return <NoCover title={words.notFound} />;
  if (cover.isError) return <LoadError error={cover.error} onRetry={cover.refetch} />;
  if (!cover.data) return <Spinner label={texts.common.loading} />;
  const { name, model } = cover.data;
  return (
    <>
      <PageTitle text={name} />
      <header className={styles.head}>
        <p className={styles.eyebrow}>{model === null ? words.eyebrow : words.by(model)}</p>
        <h1 title={name}>{name}</h1>
      </header>
      <CoverPlayer cover={cover.data} />
      <div className={styles.onward}>
        <ButtonLink to={model === null ? "/library" : `/trained/${encodeURIComponent(model)}`}>{words.another}</ButtonLink>
        <ButtonLink to="/" variant="quiet">
          {words.home}
        </ButtonLink>
      </div>
    </>
  );
}

function NoCover({ title, hint }: { title: string; hint?: string }) {
  const texts = useTexts().cover;
  return (
    <EmptyState heading="h1" title={title} hint={hint}>
      <ButtonLink to="/trained" variant="primary">
        {texts.form.title}
      </ButtonLink>
      <ButtonLink to="/library">{texts.openLibrary}</ButtonLink>
    </EmptyState>
  );
}
