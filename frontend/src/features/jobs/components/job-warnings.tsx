import { Notice } from "@/components/ui/notice";
import { describeWarning } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import type { WarningData } from "@/lib/api-error";

export function JobWarnings({ warnings }: { warnings: WarningData[] }) {
  const texts = useTexts();
  const unique = [...new Map(warnings.map((warning) => [warning.code + warning.message, warning])).values()];
  if (unique.length === 0) return null;
  return (
    <Notice tone="warning" announce title={texts.job.warningsTitle}>
      <ul>
        {unique.map((warning) => (
          <li key={warning.code + warning.message}>{describeWarning(texts, warning)}</li>
        ))}
      </ul>
    </Notice>
  );
}
