import { type ReactNode, useEffect, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadError } from "@/components/ui/load-error";
import { Spinner } from "@/components/ui/spinner";
import { CoverForm } from "@/features/covers/components/cover-form";
import { useModel } from "@/features/models/api/get-model";
import { useModels } from "@/features/models/api/get-models";
import { ModelCard } from "@/features/models/components/model-card";
import { useTexts } from "@/i18n/language";
import { isNotFound } from "@/lib/api-error";
import { forget, recall, remember } from "@/lib/session";

import { PageTitle } from "../layout/page-title";
import styles from "./two-columns.module.css";

export function TrainedPage() {
  const texts = useTexts();
  const { name } = useParams();
  const [remembered, setRemembered] = useState(() => recall("modelName"));
  const chosen = name ?? remembered;
  const forgetModel = () => {
    forget("modelName");
    setRemembered(null);
  };
  const missing = name === undefined ? <ForgottenModel onShown={forgetModel} /> : <NoModel title={texts.cover.modelNotFound} />;
  return (
    <>
      <PageTitle text={chosen ?? texts.common.titles.trained} />
      {chosen === null ? <NewestModel /> : <TrainedModel key={chosen} name={chosen} missing={missing} />}
    </>
  );
}

/** What this visit remembers is deleted: the newest model takes its place. */
function ForgottenModel({ onShown }: { onShown: () => void }) {
  useEffect(onShown, [onShown]);
  return null;
}

/** Without a name and without one of this visit, the model that was made last. */
function NewestModel() {
  const texts = useTexts();
  const models = useModels();
  const newest = models.data?.[0];
  if (newest) return <TrainedModel key={newest.name} name={newest.name} missing={null} />;
  if (models.isPending) return <Spinner label={texts.common.loading} />;
  if (models.isError) return <LoadError error={models.error} onRetry={models.refetch} />;
  return <NoModel title={texts.cover.modelMissing} hint={texts.cover.modelMissingHint} />;
}

/** The song that the address names: a reload, the way back and another attempt find it again. */
function useKeptSong() {
  const [search, setSearch] = useSearchParams();
  const keep = (id: string | null) => {
    if (id === search.get("song")) return;
    setSearch(id === null ? {} : { song: id }, { replace: true, preventScrollReset: true });
  };
  return { id: search.get("song"), keep };
}

/** `missing` stands in its place where there is none of this name. */
function TrainedModel({ name, missing }: { name: string; missing: ReactNode }) {
  const texts = useTexts();
  const navigate = useNavigate();
  const model = useModel(name);
  const song = useKeptSong();
  useEffect(() => {
    if (model.data) remember("modelName", model.data.name);
  }, [model.data]);
  if (isNotFound(model.error)) return missing;
  if (model.isError) return <LoadError error={model.error} onRetry={model.refetch} />;
  if (!model.data) return <Spinner label={texts.common.loading} />;
  return (
    <div className={styles.columns}>
      <ModelCard model={model.data} />
      <CoverForm model={model.data} kept={song} onCreated={(job) => void navigate(`/covering/${job.id}`)} />
    </div>
  );
}

function NoModel({ title, hint }: { title: string; hint?: string }) {
  const texts = useTexts().cover;
  return (
    <EmptyState heading="h1" title={title} hint={hint}>
      <ButtonLink to="/" variant="primary">
        {texts.makeModel}
      </ButtonLink>
      <ButtonLink to="/library">{texts.openLibrary}</ButtonLink>
    </EmptyState>
  );
}
