import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useArrivalFocus } from "@/components/ui/use-arrival-focus";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";

import { useLibraryKey } from "../api/get-library-key";
import styles from "./library-panels.module.css";

/** The key of this library, once it is asked for. */
export function OwnKey() {
  const texts = useTexts();
  const key = useLibraryKey();
  if (key.data !== undefined) return <ShownKey key={key.data} value={key.data} />;
  return (
    <>
      <Button busy={key.isFetching} onClick={() => void key.refetch()}>
        {texts.library.key.show}
      </Button>
      {key.error && <Notice tone="error" announce title={describeError(texts, key.error)} />}
    </>
  );
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
