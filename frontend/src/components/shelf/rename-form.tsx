import { type SubmitEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useArrivalFocus } from "@/components/ui/use-arrival-focus";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import { checkModelName } from "@/lib/model-name";
import { useOneAtATime } from "@/lib/use-one-at-a-time";

import styles from "./shelf.module.css";

interface RenameFormProps {
  name: string;
  onRename: (name: string) => Promise<unknown>;
  onClose: () => void;
}

export function RenameForm({ name, onRename, onClose }: RenameFormProps) {
  const texts = useTexts();
  const place = useArrivalFocus<HTMLFormElement>();
  const [value, setValue] = useState(name);
  const [refusal, setRefusal] = useState<string | null>(null);
  const attempt = useOneAtATime();
  const error = checkModelName(value, texts) ?? refusal;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (checkModelName(value, texts) !== null) return;
    attempt(() =>
      onRename(value.normalize("NFC").trim())
        .then(onClose)
        .catch((reason: unknown) => setRefusal(describeError(texts, reason))),
    );
  };
  const change = (next: string) => {
    setRefusal(null);
    setValue(next);
  };
  return (
    <form ref={place} className={styles.rename} onSubmit={submit} noValidate>
      <TextField label={texts.library.newName} value={value} onChange={change} onEscape={onClose} error={error} />
      <div className={styles.actions}>
        <Button type="submit" size="small" variant="primary">
          {texts.library.saveName}
        </Button>
        <Button size="small" variant="quiet" onClick={onClose}>
          {texts.common.close}
        </Button>
      </div>
    </form>
  );
}
