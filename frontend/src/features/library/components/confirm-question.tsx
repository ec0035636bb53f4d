import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useArrivalFocus } from "@/components/ui/use-arrival-focus";

import styles from "./library-panels.module.css";

interface ConfirmQuestionProps {
  title: string;
  hint: string;
  /** The way back, where the focus lands. */
  stay: string;
  submit: string;
  busy: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asked before a step is taken; the focus is on staying, so that a second press of Enter takes no step. */
export function ConfirmQuestion({ title, hint, stay, submit, busy, onConfirm, onCancel }: ConfirmQuestionProps) {
  const place = useArrivalFocus<HTMLDivElement>();
  return (
    <div ref={place} className={styles.question}>
      <Notice tone="warning" announce title={title}>
        <p>{hint}</p>
      </Notice>
      <div className={styles.actions}>
        <Button onClick={onCancel}>{stay}</Button>
        <Button variant="danger" busy={busy} onClick={onConfirm}>
          {submit}
        </Button>
      </div>
    </div>
  );
}
