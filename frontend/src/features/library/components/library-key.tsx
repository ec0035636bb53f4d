import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import { useReturnFocus } from "@/components/ui/use-return-focus";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";

import { useLibraryKey } from "../api/get-library-key";
import { useRestoreLibrary } from "../api/restore-library";
import { ConfirmQuestion } from "./confirm-question";
import styles from "./library-panels.module.css";
import { OwnKey } from "./own-key";

/** The key to this library: to show, and to enter one from elsewhere. */
export function LibraryKey() {
  const texts = useTexts().library.key;
  return (
    <Card label={texts.title} className={styles.panel}>
      <h2>{texts.title}</h2>
      <p className={styles.hint}>{texts.hint}</p>
      <OwnKey />
      <EnterKey />
    </Card>
  );
}

function EnterKey() {
  const texts = useTexts();
  const { key: words } = texts.library;
  const entry = useEntry();
  const place = useReturnFocus<HTMLFormElement>(entry.asking || entry.busy);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    entry.submit();
  };
  return (
    <form ref={place} className={styles.enter} onSubmit={submit}>
      <TextField
        label={words.enter}
        value={entry.key}
        error={entry.error ? describeError(texts, entry.error) : null}
        onChange={entry.change}
      />
      <Button type="submit" busy={entry.busy} disabled={entry.key.trim() === "" || entry.asking}>
        {words.use}
      </Button>
      {entry.asking && (
        <ConfirmQuestion
          title={words.leave}
          hint={words.leaveHint}
          stay={words.stay}
          submit={words.noted}
          busy={entry.busy}
          onConfirm={entry.open}
          onCancel={entry.stay}
        />
      )}
      {entry.opened && <Notice tone="success" announce title={words.used} />}
    </form>
  );
}

/** A key being entered; what would be left is out of sight as often as not, so its own key is always shown first. */
function useEntry() {
  const [key, setKey] = useState("");
  const [asked, setAsked] = useState(false);
  const own = useLibraryKey();
  const restore = useRestoreLibrary();
  const stay = () => setAsked(false);
  const clear = () => setKey((now) => (now === key ? "" : now));
  const open = () => restore.mutate(key, { onSuccess: clear, onSettled: stay });
  const submit = () => {
    setAsked(true);
    void own.refetch();
  };
  const change = (next: string) => {
    setKey(next);
    stay();
    if (!restore.isPending) restore.reset();
  };
  return {
    key,
    change,
    submit,
    open,
    stay,
    asking: asked && own.data !== undefined,
    busy: restore.isPending || (asked && own.isFetching),
    error: restore.error,
    opened: restore.isSuccess,
  };
}
