import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useArrivalFocus } from "@/components/ui/use-arrival-focus";
import { useTexts } from "@/i18n/language";

import styles from "./library-panels.module.css";

interface ConfirmByTypingProps {
  word: string;
  label: string;
  submit: string;
  busy: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

/** A step that cannot be undone is taken only once its name has been typed. */
export function ConfirmByTyping({ word, label, submit, busy, onConfirm, onCancel }: ConfirmByTypingProps) {
  const cancel = useTexts().library.erase.cancel;
  const place = useArrivalFocus<HTMLFormElement>();
  const [typed, setTyped] = useState("");
  const matches = typed.normalize("NFC").trim() === word;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (matches) onConfirm();
  };
  return (
    <form ref={place} onSubmit={send}>
      <TextField label={label} value={typed} onChange={setTyped} />
      <div className={styles.actions}>
        <Button type="submit" variant="danger" disabled={!matches} busy={busy}>
          {submit}
        </Button>
        <Button onClick={onCancel}>{cancel}</Button>
      </div>
    </form>
  );
}
