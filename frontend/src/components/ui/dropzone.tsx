import { type DragEvent, useId, useState } from "react";

import { type Dictionary, useTexts } from "@/i18n/language";
import { classNames } from "@/lib/class-names";

import styles from "./dropzone.module.css";
import { describedBy, Field } from "./field";

interface DropzoneProps {
  label: string;
  hint: string;
  drop: string;
  choose: string;
  formats?: string;
  accept: string;
  multiple?: boolean;
  error?: string | null | undefined;
  onFiles: (files: File[]) => void;
}

/** Files by dialog or by drag and drop; the whole area is the file input's own label. What cannot be taken is said. */
export function Dropzone(props: DropzoneProps) {
  const { label, hint, drop, choose, formats, accept, multiple = false, error, onFiles } = props;
  const id = useId();
  const texts = useTexts();
  const [refusal, setRefusal] = useState<string | null>(null);
  const take = (files: File[], folders: string[] = []) => {
    setRefusal(checkDrop(files, folders, multiple, texts));
    const taken = multiple || files.length === 1 ? files : [];
    if (taken.length > 0) onFiles(taken);
  };
  const { over, handlers } = useDrop(take);
  return (
    <Field id={id} label={label} hint={hint} error={refusal ?? error}>
      <div className={classNames(styles.zone, over && styles.over)} {...handlers}>
        <input
          id={id}
          type="file"
          className={styles.input}
          accept={accept}
          multiple={multiple}
          aria-invalid={Boolean(refusal ?? error)}
          aria-describedby={describedBy(id)}
          onChange={(event) => {
            take([...(event.target.files ?? [])]);
            // So that the same file can be chosen again after it was removed.
            event.target.value = "";
          }}
        />
        <span className={styles.text} aria-hidden="true">
          <span>{drop}</span> <strong>{choose}</strong>
          {formats && <small>{formats.replaceAll(" · ", "\u00a0· ")}</small>}
        </span>
      </div>
    </Field>
  );
}

function checkDrop(files: File[], folders: string[], multiple: boolean, texts: Dictionary): string | null {
  const [folder] = folders;
  if (folder !== undefined) return texts.common.dropped.folder(folder);
  return !multiple && files.length > 1 ? texts.common.dropped.onlyOne(files.length) : null;
}

/** What was dropped: files, and the names of folders, which a browser hands over as files that cannot be read. */
function readDrop({ items, files }: DataTransfer): { files: File[]; folders: string[] } {
  const isFolder = [...files].map((_, position) => items[position]?.webkitGetAsEntry()?.isDirectory ?? false);
  return {
    files: [...files].filter((_, position) => !isFolder[position]),
    folders: [...files].filter((_, position) => isFolder[position]).map((file) => file.name),
  };
}

function useDrop(onDrop: (files: File[], folders: string[]) => void) {
  const [over, setOver] = useState(false);
  const handlers = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const { files, folders } = readDrop(event.dataTransfer);
      onDrop(files, folders);
    },
  };
  return { over, handlers };
}
