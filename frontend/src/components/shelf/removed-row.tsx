import { useState } from "react";

import { Button } from "@/components/ui/button";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import { formatClock } from "@/lib/format";

import styles from "./shelf.module.css";
import type { Removed } from "./use-removed";

interface RemovedRowProps {
  item: Removed & { secondsLeft: number };
  onRestore: () => Promise<unknown>;
}

export function RemovedRow({ item, onRestore }: RemovedRowProps) {
  const texts = useTexts();
  const [error, setError] = useState<unknown>(null);
  const left = formatClock(item.secondsLeft);
  return (
    <li className={styles.removed}>
      <p role="status" className="truncate" title={item.name}>
        {texts.library.removed(item.name)}
      </p>
      <p className={styles.left}>
        {error === null ? texts.library.undoFor(left) : describeError(texts, error)}
      </p>
      <Button size="small" onClick={() => void onRestore().catch(setError)}>
        {texts.library.undo}
      </Button>
    </li>
  );
}
