import { useTexts } from "@/i18n/language";
import { formatBytes } from "@/lib/format";

import styles from "./chosen-file.module.css";
import { IconButton } from "./icon-button";

interface ChosenFileProps {
  name: string;
  /** Not known of a file that is on the server already. */
  sizeBytes?: number | undefined;
  onRemove: () => void;
}

/** One chosen file, with its size and a way to put it back. */
export function ChosenFile({ name, sizeBytes, onRemove }: ChosenFileProps) {
  const texts = useTexts().make.train;
  return (
    <div className={styles.file}>
      <span className="truncate" title={name}>
        {name}
      </span>
      <span className="numeric">{sizeBytes === undefined ? "" : formatBytes(sizeBytes)}</span>
      <IconButton icon="close" label={texts.remove(name)} onClick={onRemove} />
    </div>
  );
}
