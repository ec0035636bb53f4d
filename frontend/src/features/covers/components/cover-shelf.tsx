import { Shelf } from "@/components/shelf/shelf";
import type { ShelfItem } from "@/components/shelf/shelf-item";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadError } from "@/components/ui/load-error";
import { Spinner } from "@/components/ui/spinner";
import { type Dictionary, useLanguage, useTexts } from "@/i18n/language";
import { formatClock, formatDate, formatSigned } from "@/lib/format";
import { serverUrl } from "@/lib/server-url";
import type { Cover } from "@/schemas/cover";

import { useDeleteCover } from "../api/delete-cover";
import { coverDownloadUrl } from "../api/get-cover";
import { useCovers } from "../api/get-covers";
import { useRenameCover } from "../api/rename-cover";
import { useRestoreCover } from "../api/restore-cover";

/** Every cover of this browser. */
export function CoverShelf() {
  const texts = useTexts();
  const { language } = useLanguage();
  const covers = useCovers();
  const rename = useRenameCover();
  const remove = useDeleteCover();
  const restore = useRestoreCover();
  if (covers.isPending) return <Spinner label={texts.common.loading} />;
  if (covers.isError) return <LoadError error={covers.error} onRetry={covers.refetch} />;
  return (
    <>
      <Shelf
        label={texts.library.covers}
        storageKey="removedCovers"
        items={covers.data.map((cover) => toItem(cover, language, texts))}
        onRename={(key, name) => rename.mutateAsync({ key, name })}
        onRemove={(key) => remove.mutateAsync(key)}
        onRestore={(key) => restore.mutateAsync(key)}
      />
      {covers.data.length === 0 && (
        <EmptyState title={texts.library.coversEmpty} hint={texts.library.coversEmptyHint} />
      )}
    </>
  );
}

function toItem(cover: Cover, language: string, texts: Dictionary): ShelfItem {
  const facts = [
    texts.library.coverFacts(cover.model ?? "–", formatSigned(cover.pitch ?? 0)),
    cover.duration_seconds === null ? null : formatClock(cover.duration_seconds),
    formatDate(cover.created_at, language),
  ];
  return {
    key: cover.id,
    name: cover.name,
    facts: facts.filter(Boolean).join(" · "),
    to: `/covered/${encodeURIComponent(cover.id)}`,
    playUrl: serverUrl(cover.url),
    downloadUrl: coverDownloadUrl(cover.id, "wav"),
  };
}
