import { Notice } from "@/components/ui/notice";
import { adviseOn, describeCode } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import type { JobError } from "@/schemas/job";

/** Why a job failed, and what a person can do about it. */
export function JobFailure({ title, error }: { title: string; error: JobError | null }) {
  const texts = useTexts();
  if (!error) return <Notice tone="error" announce title={title} />;
  const meaning = describeCode(texts, error.code, error.message);
  return (
    <Notice tone="error" announce title={title}>
      <p>{meaning}</p>
      <p>
        <strong>{texts.job.whatToDo}:</strong> {adviseOn(texts, error.code)}
      </p>
      {!meaning.includes(error.message) && (
        <p>
          <small>
            {texts.common.detail}: {error.message}
          </small>
        </p>
      )}
    </Notice>
  );
}
