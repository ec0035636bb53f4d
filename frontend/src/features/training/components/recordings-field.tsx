import { Dropzone } from "@/components/ui/dropzone";
import { IconButton } from "@/components/ui/icon-button";
import { useTexts } from "@/i18n/language";
import { AUDIO_ACCEPT } from "@/lib/audio-files";
import { formatBytes } from "@/lib/format";

import styles from "./recordings-field.module.css";

interface RecordingsFieldProps {
  files: File[];
  error: string | null | undefined;
  onChange: (files: File[]) => void;
}

export function RecordingsField({ files, error, onChange }: RecordingsFieldProps) {
  const texts = useTexts().make.train;
  return (
    <div>
      <Dropzone
        label={texts.files}
        hint={texts.filesHint}
        drop={texts.drop}
        choose={texts.choose}
        formats={texts.formats}
        accept={AUDIO_ACCEPT}
        multiple
        error={error}
        onFiles={(added) => onChange(withAdded(files, added))}
      />
      {files.length > 0 && <FileList files={files} onChange={onChange} />}
    </div>
  );
}

function FileList({ files, onChange }: Omit<RecordingsFieldProps, "error">) {
  const texts = useTexts().make.train;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  return (
    <>
      <ul className={styles.list} aria-label={texts.chosen}>
        {files.map((file) => (
          <li key={fileKey(file)} className={styles.row}>
            <span className="truncate" title={file.name}>
              {file.name}
            </span>
            <span className={`numeric ${styles.size ?? ""}`}>{formatBytes(file.size)}</span>
            <IconButton
              icon="close"
              label={texts.remove(file.name)}
              onClick={() => onChange(files.filter((other) => other !== file))}
            />
          </li>
        ))}
      </ul>
      <p className={styles.total} aria-live="polite">
        {texts.count(files.length, formatBytes(total))}
      </p>
    </>
  );
}

function withAdded(files: File[], added: File[]): File[] {
  const known = new Set(files.map(fileKey));
  return [...files, ...added.filter((file) => !known.has(fileKey(file)))];
}

function fileKey(file: File): string {
  return `${file.name}/${file.size}/${file.lastModified}`;
}
