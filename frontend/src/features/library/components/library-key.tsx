import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { TextField } from "@/components/ui/text-field";
import { useArrivalFocus } from "@/components/ui/use-arrival-focus";
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
  return <ShownKey value={show.data} />;
}

function ShownKey({ value }: { value: string }) {
  const words = useTexts().library.key;
  const place = useArrivalFocus<HTMLDivElement>();
  const [copied, setCopied] = useState(false);
  return (
    <div ref={place} className={styles.key} role="group" aria-label={words.shown}>
      <output className="numeric">{value}</output>
      {/* Without https the browser gives the page no clipboard; the key can be marked and copied by hand. */}
      {"clipboard" in navigator && (
        <Button size="small" onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}>
          {copied ? words.copied : words.copy}
        </Button>
      )}
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
