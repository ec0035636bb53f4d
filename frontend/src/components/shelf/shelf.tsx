import { useState } from "react";

import { RemovedRow } from "./removed-row";
import type { ShelfItem } from "./shelf-item";
import styles from "./shelf.module.css";
import { ShelfRow } from "./shelf-row";
import { isSame, type Removed, shelfRows, useRemoved } from "./use-removed";

interface ShelfProps {
  label: string;
  items: ShelfItem[];
  /** Where what was deleted is remembered until it cannot be undone any more. */
  storageKey: string;
  onRename: (key: string, name: string) => Promise<unknown>;
  onRemove: (key: string) => Promise<unknown>;
  onRestore: (key: string) => Promise<unknown>;
}

/** Things that were made: open, play, download, rename, delete with undo. */
export function Shelf({ label, items, storageKey, onRename, onRemove, onRestore }: ShelfProps) {
  const { removed, add, drop } = useRemoved(storageKey);
  const [fresh, setFresh] = useState<Removed | null>(null);
  const [restored, setRestored] = useState<string | null>(null);
  const rows = shelfRows(items, removed);
  const remove = async (item: ShelfItem) => {
    const position = rows.indexOf(item);
    await onRemove(item.key);
    setFresh(add(item.key, item.name, position));
    setRestored(null);
  };
  const rename = (key: string, name: string) => {
    setRestored(null);
    return onRename(key, name);
  };
  const restore = async (item: Removed) => {
    await onRestore(item.key);
    drop(item);
    setRestored(item.key);
  };
  return (
    <ul className={styles.shelf} aria-label={label}>
      {rows.map((item) =>
        "at" in item ? (
          <RemovedRow
            key={`${item.key} ${item.at}`}
            item={item}
            fresh={fresh !== null && isSame(item, fresh)}
            onRestore={() => restore(item)}
          />
        ) : (
          <ShelfRow
            key={item.key}
            item={item}
            restored={item.key === restored}
            onRename={(name) => rename(item.key, name)}
            onRemove={() => remove(item)}
          />
        ),
      )}
    </ul>
  );
}
