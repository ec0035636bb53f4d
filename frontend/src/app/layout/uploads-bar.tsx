import { useNavigate } from "react-router";

import { Button } from "@/components/ui/button";
import { Meter } from "@/components/ui/meter";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import { type Upload, useUnwatchedUploads } from "@/lib/uploads";

import styles from "./uploads-bar.module.css";

/** Where the form of an upload is. */
const FORMS = { training: "/", model: "/?form=upload", song: "/trained" };

/** What is on its way while its form is not on the page, and what became of it: nobody is led away from here. */
export function UploadsBar() {
  const texts = useTexts().common.uploads;
  const { uploads, clear } = useUnwatchedUploads();
  return (
    <section aria-label={texts.label} className={styles.bar} hidden={uploads.length === 0}>
      {uploads.map((upload) => (
        <UploadRow key={upload.kind} upload={upload} onClear={() => clear(upload.kind)} />
      ))}
    </section>
  );
}

function UploadRow({ upload, onClear }: { upload: Upload; onClear: () => void }) {
  const texts = useTexts();
  const navigate = useNavigate();
  const words = texts.common.uploads;
  const { phase, name, path } = upload;
  const open = (to: string) => {
    onClear();
    void navigate(to);
  };
  const running = phase === "sending" || phase === "checking";
  return (
    <div className={styles.row}>
      <div>
        <p role="status" className="truncate" title={name}>
          {words[phase](name)}
        </p>
        {running && <Meter label={words[phase](name)} value={phase === "sending" ? upload.ratio : null} size="thin" />}
        {phase === "failed" && <p>{describeError(texts, upload.error)}</p>}
      </div>
      {phase === "sending" && <RowButton text={words.cancel} onClick={onClear} />}
      {path !== undefined && <RowButton text={words.open} onClick={() => open(path)} />}
      {phase === "failed" && <RowButton text={words.back} onClick={() => void navigate(FORMS[upload.kind])} />}
      {!running && <RowButton text={texts.common.close} onClick={onClear} />}
    </div>
  );
}

function RowButton({ text, onClick }: { text: string; onClick: () => void }) {
  return (
    <Button size="small" onClick={onClick}>
      {text}
    </Button>
  );
}
