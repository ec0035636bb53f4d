import { useState } from "react";

import { Button } from "@/components/ui/button";
import { useArrivalFocus } from "@/components/ui/use-arrival-focus";
import { useTexts } from "@/i18n/language";
import { formatClock } from "@/lib/format";
import { useOneAtATime } from "@/lib/use-one-at-a-time";

import { describeUndo } from "./describe-undo";
import styles from "./shelf.module.css";
import type { Removed } from "./use-removed";

interface RemovedRowProps {
  item: Removed & { secondsLeft: number };
  /** Whether it was deleted a moment ago, not before the page came. */
  fresh: boolean;
  onRestore: () => Promise<unknown>;
}

export function RemovedRow({ item, fresh, onRestore }: RemovedRowProps) {
  const texts = useTexts();
  const place = useArrivalFocus<HTMLLIElement>(fresh);
  const [error, setError] = useState<unknown>(null);
  const attempt = useOneAtATime();
  const left = formatClock(item.secondsLeft);
  return (
    <li ref={place} className={styles.removed}>
      <p role="status" className="truncate" title={item.name}>
        {texts.library.removed(item.name)}
      </p>
      {error === null ? (
        <p className={styles.left}>{texts.library.undoFor(left)}</p>
      ) : (
        <p role="alert" className={styles.left}>
          {describeUndo(texts, error)}
        </p>
      )}
      <Button
        size="small"
        // The second press of a double click that deleted it; a key's has no count.
        onClick={(event) => event.detail < 2 && attempt(() => onRestore().catch(setError))}
      >
        {texts.library.undo}
      </Button>
    </li>
  );
}
