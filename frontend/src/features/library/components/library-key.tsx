import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";

import { useShowLibraryKey } from "../api/get-library-key";
import { useRestoreLibrary } from "../api/restore-library";
import styles from "./library-panels.module.css";

/** The key to this library: to show, and to enter one from elsewhere. */
export function LibraryKey() {
  const texts = useTexts().library.key;
  return (
    <Card label={texts.title} className={styles.panel}>
      <h2>{texts.title}</h2>
      <p className={styles.hint}>{texts.hint}</p>
      <ShowKey />
      <EnterKey />
    </Card>
  );
}

function ShowKey() {
  const texts = useTexts();
  const { key: words } = texts.library;
  const show = useShowLibraryKey();
  const [copied, setCopied] = useState(false);
  if (show.data === undefined) {
    return (
      <>
        <Button busy={show.isPending} onClick={() => show.mutate()}>
          {words.show}
        </Button>
        {show.error && <Notice tone="error" announce title={describeError(texts, show.error)} />}
      </>
    );
  }
  const key = show.data;
  return (
    <div className={styles.key} role="group" aria-label={words.shown}>
      <output className="numeric">{key}</output>
      <Button size="small" onClick={() => void navigator.clipboard.writeText(key).then(() => setCopied(true))}>
        {copied ? words.copied : words.copy}
      </Button>
    </div>
  );
}

function EnterKey() {
  const texts = useTexts();
  const { key: words } = texts.library;
  const [key, setKey] = useState("");
  const restore = useRestoreLibrary();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (key.trim() !== "") restore.mutate(key);
  };
  return (
    <form className={styles.enter} onSubmit={submit}>
      <TextField
        label={words.enter}
        value={key}
        error={restore.error ? describeError(texts, restore.error) : null}
        onChange={setKey}
      />
      <Button type="submit" busy={restore.isPending} disabled={key.trim() === ""}>
        {words.use}
      </Button>
      {restore.isSuccess && <Notice tone="success" announce title={words.used} />}
    </form>
  );
}
