import { type DragEvent, useId, useRef, useState } from "react";

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

/** Files by dialog or by drag and drop; the whole area is the file input's own label. */
export function Dropzone(props: DropzoneProps) {
  const { label, hint, drop, choose, formats, accept, multiple = false, error, onFiles } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { over, handlers } = useDrop(onFiles);
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <div className={classNames(styles.zone, over && styles.over)} {...handlers}>
        <input
          ref={input}
          id={id}
          type="file"
          className={styles.input}
          accept={accept}
          multiple={multiple}
          aria-invalid={Boolean(error)}
          aria-describedby={describedBy(id)}
          onChange={(event) => {
            onFiles([...(event.target.files ?? [])]);
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

function useDrop(onFiles: (files: File[]) => void) {
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
      onFiles([...event.dataTransfer.files]);
    },
  };
  return { over, handlers };
}
