import { useTexts } from "@/i18n/language";

import { Button } from "./button";
import styles from "./send-button.module.css";

interface SendButtonProps {
  upload: { phase: string | null; percent: number; running: boolean; clear: () => void };
  submit: string;
  /** What the server does once everything is sent. */
  checking: string;
}

/** A form's submit button: while the files are on their way it says how far they are, and they can be called back. */
export function SendButton({ upload, submit, checking }: SendButtonProps) {
  const texts = useTexts().common.uploads;
  const sending = upload.phase === "sending";
  return (
    <div className={styles.row}>
      <Button type="submit" variant="primary" size="large" busy={upload.running}>
        {sending ? texts.percent(upload.percent) : upload.running ? checking : submit}
      </Button>
      {sending && (
        <Button size="large" onClick={upload.clear}>
          {texts.cancel}
        </Button>
      )}
    </div>
  );
}
