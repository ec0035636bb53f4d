import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";

import { Button } from "./button";
import styles from "./load-error.module.css";
import { Notice } from "./notice";

/** Something could not be loaded: why, what to do, and another try. */
export function LoadError({ error, onRetry }: { error: unknown; onRetry: () => unknown }) {
  const texts = useTexts();
  return (
    <Notice tone="error" announce>
      <div className={styles.row}>
        <p>{describeError(texts, error)}</p>
        <Button size="small" onClick={() => void onRetry()}>
          {texts.common.retry}
        </Button>
      </div>
    </Notice>
  );
}
