import { Notice } from "@/components/ui/notice";
import { explainFailure } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import type { ErrorData } from "@/lib/api-error";

/** Why a job failed, and what a person can do about it. */
export function JobFailure({ title, error }: { title: string; error: ErrorData | null }) {
  const texts = useTexts();
  if (!error) return <Notice tone="error" announce title={title} />;
  const { what, todo, detail } = explainFailure(texts, error);
  return (
    <Notice tone="error" announce title={title}>
      <p>{what}</p>
      <p>
        <strong>{texts.job.whatToDo}:</strong> {todo}
      </p>
      {detail !== null && (
        <p>
          <small>
            {texts.common.detail}: {detail}
          </small>
        </p>
      )}
    </Notice>
  );
}
