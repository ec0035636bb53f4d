import { useState } from "react";
import { Link } from "react-router";

import { Icon } from "@/components/ui/icon";
import iconStyles from "@/components/ui/icon-button.module.css";
import { IconButton } from "@/components/ui/icon-button";
import { PlayButton } from "@/components/ui/play-button";
import { describeError } from "@/i18n/error-text";
import { useTexts } from "@/i18n/language";

import { RenameForm } from "./rename-form";
import type { ShelfItem } from "./shelf-item";
import styles from "./shelf.module.css";

interface ShelfRowProps {
  item: ShelfItem;
  onRename: (name: string) => Promise<unknown>;
  onRemove: () => Promise<unknown>;
}

export function ShelfRow({ item, onRename, onRemove }: ShelfRowProps) {
  const texts = useTexts();
  const [renaming, setRenaming] = useState(false);
  const [error, setError] = useState<unknown>(null);
  return (
    <li className={styles.row}>
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
        <RenameForm name={item.name} onRename={onRename} onClose={() => setRenaming(false)} />
      ) : (
        <>
          <Title item={item} />
          <div className={styles.actions}>
            <a
              className={iconStyles.button}
              href={item.downloadUrl}
              download=""
              aria-label={texts.library.download(item.name)}
              title={texts.library.download(item.name)}
            >
              <Icon name="download" />
            </a>
            <IconButton icon="pencil" label={texts.library.rename(item.name)} onClick={() => setRenaming(true)} />
            <IconButton
              icon="trash"
              label={texts.library.remove(item.name)}
              onClick={() => void onRemove().catch(setError)}
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
