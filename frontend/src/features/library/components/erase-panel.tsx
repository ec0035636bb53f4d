import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { useReturnFocus } from "@/components/ui/use-return-focus";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";

import { useDeleteLibrary } from "../api/delete-library";
import { useDeleteRecordings } from "../api/delete-recordings";
import { ConfirmByTyping } from "./confirm-by-typing";
import { ConfirmQuestion } from "./confirm-question";
import styles from "./library-panels.module.css";

/** Deleting for good: the recordings alone, or everything. */
export function ErasePanel() {
  const texts = useTexts().library.erase;
  return (
    <Card label={texts.title} className={styles.panel}>
      <h2>{texts.title}</h2>
      <EraseRecordings />
      <EraseEverything />
    </Card>
  );
}

function EraseRecordings() {
  const texts = useTexts();
  const words = texts.library.erase;
  const [asking, setAsking] = useState(false);
  const place = useReturnFocus<HTMLDivElement>(asking);
  const erase = useDeleteRecordings();
  return (
    <div ref={place} className={styles.erase}>
      <p className={styles.hint}>{words.recordingsHint}</p>
      {asking ? (
        <ConfirmQuestion
          title={words.confirmRecordings}
          hint={words.confirmRecordingsHint}
          stay={words.cancel}
          submit={words.eraseRecordings}
          busy={erase.isPending}
          onCancel={() => setAsking(false)}
          onConfirm={() => erase.mutate(undefined, { onSettled: () => setAsking(false) })}
        />
      ) : (
        <Button variant="danger" onClick={() => setAsking(true)}>
          {words.recordings}
        </Button>
      )}
      {erase.isSuccess && <Notice tone="success" announce title={words.doneRecordings} />}
      {erase.error && <Notice tone="error" announce title={describeError(texts, erase.error)} />}
    </div>
  );
}

function EraseEverything() {
  const texts = useTexts();
  const words = texts.library.erase;
  const [asking, setAsking] = useState(false);
  const place = useReturnFocus<HTMLDivElement>(asking);
  const erase = useDeleteLibrary();
  return (
    <div ref={place} className={styles.erase}>
      <p className={styles.hint}>{words.everythingHint}</p>
      {asking ? (
        <ConfirmByTyping
          word={words.word}
          label={words.type(words.word)}
          submit={words.everything}
          busy={erase.isPending}
          onCancel={() => setAsking(false)}
          onConfirm={() => erase.mutate(undefined, { onSuccess: () => setAsking(false) })}
        />
      ) : (
        <Button variant="danger" onClick={() => setAsking(true)}>
          {words.everything}
        </Button>
      )}
      {erase.isSuccess && <Notice tone="success" announce title={words.doneEverything} />}
      {erase.error && <Notice tone="error" announce title={describeError(texts, erase.error)} />}
    </div>
  );
}
