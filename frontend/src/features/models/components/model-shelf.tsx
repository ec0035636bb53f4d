import { Shelf } from "@/components/shelf/shelf";
import type { ShelfItem } from "@/components/shelf/shelf-item";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadError } from "@/components/ui/load-error";
import { Spinner } from "@/components/ui/spinner";
import { useLanguage, useTexts } from "@/i18n/language";
import { formatBytes, formatDate, noteName } from "@/lib/format";
import type { Model } from "@/schemas/model";

import { useDeleteModel } from "../api/delete-model";
import { modelDownloadUrl, modelSampleUrl } from "../api/get-model";
import { useModels } from "../api/get-models";
import { useRenameModel } from "../api/rename-model";
import { useRestoreModel } from "../api/restore-model";

/** Every model of this browser. */
export function ModelShelf() {
  const texts = useTexts();
  const { language } = useLanguage();
  const models = useModels();
  const rename = useRenameModel();
  const remove = useDeleteModel();
  const restore = useRestoreModel();
  if (models.isPending) return <Spinner label={texts.common.loading} />;
  if (models.isError) return <LoadError error={models.error} onRetry={models.refetch} />;
  return (
    <>
      <Shelf
        label={texts.library.models}
        storageKey="removedModels"
        items={models.data.map((model) => toItem(model, language, texts.cover.source[model.source]))}
        onRename={(key, name) => rename.mutateAsync({ key, name })}
        onRemove={(key) => remove.mutateAsync(key)}
        onRestore={(key) => restore.mutateAsync(key)}
      />
      {models.data.length === 0 && (
        <EmptyState title={texts.library.modelsEmpty} hint={texts.library.modelsEmptyHint}>
          <ButtonLink to="/">{texts.cover.makeModel}</ButtonLink>
        </EmptyState>
      )}
    </>
  );
}

function toItem(model: Model, language: string, source: string): ShelfItem {
  const sample = model.samples?.at(-1);
  const facts = [
    source,
    formatDate(model.created_at, language),
    model.median_f0_hz ? noteName(model.median_f0_hz) : null,
    model.size_bytes ? formatBytes(model.size_bytes) : null,
  ];
  return {
    key: model.name,
    name: model.name,
    facts: facts.filter(Boolean).join(" · "),
    to: `/trained/${encodeURIComponent(model.name)}`,
    playUrl: sample === undefined ? null : modelSampleUrl(model.name, sample),
    downloadUrl: modelDownloadUrl(model.name),
  };
}
