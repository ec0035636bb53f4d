import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useArrivalFocus } from "@/components/ui/use-arrival-focus";
import { useTexts } from "@/i18n/language";

import styles from "./library-panels.module.css";

interface ConfirmLeavingProps {
  busy: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** A library is left only once its own key is noted; staying comes first, where the focus lands. */
export function ConfirmLeaving({ busy, onConfirm, onCancel }: ConfirmLeavingProps) {
  const words = useTexts().library.key;
  const place = useArrivalFocus<HTMLDivElement>();
  return (
    <div ref={place} className={styles.leave}>
      <Notice tone="warning" announce title={words.leave}>
        <p>{words.leaveHint}</p>
      </Notice>
      <div className={styles.actions}>
        <Button onClick={onCancel}>{words.stay}</Button>
        <Button variant="danger" busy={busy} onClick={onConfirm}>
          {words.noted}
        </Button>
      </div>
    </div>
  );
}
