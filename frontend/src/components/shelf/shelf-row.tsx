import { useState } from "react";
import { Link } from "react-router";

import { Icon } from "@/components/ui/icon";
import iconStyles from "@/components/ui/icon-button.module.css";
import { IconButton } from "@/components/ui/icon-button";
import { PlayButton } from "@/components/ui/play-button";
import { useArrivalFocus } from "@/components/ui/use-arrival-focus";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";
import { useOneAtATime } from "@/lib/use-one-at-a-time";

import { RenameForm } from "./rename-form";
import type { ShelfItem } from "./shelf-item";
import styles from "./shelf.module.css";

interface ShelfRowProps {
  item: ShelfItem;
  /** Whether an undo brought it back a moment ago. */
  restored: boolean;
  onRename: (name: string) => Promise<unknown>;
  onRemove: () => Promise<unknown>;
}

const TITLE = "a";

export function ShelfRow({ item, restored, onRename, onRemove }: ShelfRowProps) {
  const texts = useTexts();
  const row = useArrivalFocus<HTMLLIElement>(restored, TITLE);
  const [renaming, setRenaming] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attempt = useOneAtATime();
  const close = () => {
    setRenaming(false);
    requestAnimationFrame(() => row.current?.querySelector<HTMLElement>(TITLE)?.focus());
  };
  return (
    <li ref={row} className={styles.row}>
      <div className={styles.play}>
        {item.playUrl && (
          <PlayButton
            url={item.playUrl}
            playLabel={texts.library.play(item.name)}
            pauseLabel={texts.library.pause(item.name)}
          />
        )}
      </div>
      {renaming ? (
        <RenameForm name={item.name} onRename={onRename} onClose={close} />
      ) : (
        <>
          <Title item={item} />
          <div className={styles.actions}>
            <DownloadLink url={item.downloadUrl} label={texts.library.download(item.name)} />
            <IconButton icon="pencil" label={texts.library.rename(item.name)} onClick={() => setRenaming(true)} />
            <IconButton
              icon="trash"
              label={texts.library.remove(item.name)}
              onClick={() => attempt(() => onRemove().catch(setError))}
            />
          </div>
        </>
      )}
      {error !== null && (
        <p role="alert" className={styles.error}>
          {describeError(texts, error)}
        </p>
      )}
    </li>
  );
}

function DownloadLink({ url, label }: { url: string; label: string }) {
  return (
    <a className={iconStyles.button} href={url} download="" aria-label={label} title={label}>
      <Icon name="download" />
    </a>
  );
}

function Title({ item }: { item: ShelfItem }) {
  return (
    <div className={styles.title}>
      <Link to={item.to} className="truncate" title={item.name}>
        {item.name}
      </Link>
      <p>{item.facts}</p>
    </div>
  );
}
