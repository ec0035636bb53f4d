import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { useCapabilities } from "@/api/get-capabilities";
import { z } from "@/config/zod";

/** Until the server has told its own. */
const USUAL_UNDO_SECONDS = 10 * 60;

const removedSchema = z.object({
  key: z.string(),
  name: z.string(),
  /** When it was deleted, in milliseconds of the epoch. */
  at: z.number(),
  /** Which row of the shelf it was; it keeps that place. */
  position: z.number().default(0),
});

export type Removed = z.infer<typeof removedSchema>;

const stored = z.array(removedSchema);

/** What was deleted here and can still be brought back; survives a reload of the page. */
export function useRemoved(storageKey: string) {
  const { removed, change } = useStored(storageKey);
  const now = useSeconds(removed.length > 0);
  const undoSeconds = useCapabilities().data?.limits.undo_seconds ?? USUAL_UNDO_SECONDS;
  return {
    removed: removed
      .filter((item) => isLatest(item, removed))
      .map((item) => ({ ...item, secondsLeft: undoSeconds - secondsSince(item, now) }))
      .filter((item) => item.secondsLeft > 0),
    add: (key: string, name: string, position: number) => {
      const item = { key, name, at: Date.now(), position };
      change((before) => [...before, item]);
      return item;
    },
    drop: (item: Removed) => change((before) => before.filter((other) => !isSame(other, item))),
  };
}

/** The rows of a shelf: what is there, and what was deleted where it was, so that no row slides under the pointer. */
export function shelfRows<Item, Gone extends Removed>(items: Item[], removed: Gone[]): (Item | Gone)[] {
  const rows: (Item | Gone)[] = [...items];
  const inOrder = removed.toSorted((one, other) => one.position - other.position || other.at - one.at);
  for (const gone of inOrder) rows.splice(gone.position, 0, gone);
  return rows;
}

export function isSame(one: Removed, other: Removed): boolean {
  return one.key === other.key && one.at === other.at;
}

/** A name can be used and deleted again; the server brings back what had it last. */
function isLatest(item: Removed, all: Removed[]): boolean {
  return all.every((other) => other.key !== item.key || other.at <= item.at);
}

function secondsSince(item: Removed, now: number): number {
  return Math.max(now - item.at, 0) / 1000;
}

/** The list in the browser's storage; read again wherever everything is, as after a change of library. */
function useStored(storageKey: string) {
  const client = useQueryClient();
  const queryKey = ["removed", storageKey];
  const read = () => load(storageKey);
  const { data } = useQuery({ queryKey, queryFn: read, initialData: read, staleTime: Infinity });
  const change = (next: (before: Removed[]) => Removed[]) => {
    const removed = next(load(storageKey));
    sessionStorage.setItem(storageKey, JSON.stringify(removed));
    client.setQueryData(queryKey, removed);
  };
  return { removed: data, change };
}

function load(storageKey: string): Removed[] {
  const text = sessionStorage.getItem(storageKey);
  const parsed = stored.safeParse(text === null ? [] : JSON.parse(text));
  return parsed.success ? parsed.data : [];
}

/** The time, looked at once a second while `ticking`. */
function useSeconds(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return undefined;
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, [ticking]);
  return now;
}
