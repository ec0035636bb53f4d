import { useTexts } from "@/i18n/language";
import { formatBytes } from "@/lib/format";

import styles from "./chosen-file.module.css";
import { IconButton } from "./icon-button";

/** One chosen file, with its size and a way to put it back. */
export function ChosenFile({ file, onRemove }: { file: File; onRemove: () => void }) {
  const texts = useTexts().make.train;
  return (
    <div className={styles.file}>
      <span className="truncate" title={file.name}>
        {file.name}
      </span>
      <span className="numeric">{formatBytes(file.size)}</span>
      <IconButton icon="close" label={texts.remove(file.name)} onClick={onRemove} />
    </div>
  );
}
