import { useEffect, useState } from "react";

import { z } from "@/config/zod";

export interface Removed {
  key: string;
  name: string;
  /** When the server forgets it, in milliseconds of the epoch. */
  until: number;
}

const UNDO_MS = 10 * 60 * 1000;
const stored = z.array(z.object({ key: z.string(), name: z.string(), until: z.number() }));

/** What was deleted here and can still be brought back; survives a reload of the page. */
export function useRemoved(storageKey: string) {
  const [removed, setRemoved] = useState(() => load(storageKey));
  const now = useSeconds(removed.length > 0);
  useEffect(() => sessionStorage.setItem(storageKey, JSON.stringify(removed)), [storageKey, removed]);
  return {
    removed: removed
      .filter((item) => item.until > now)
      .map((item) => ({ ...item, secondsLeft: Math.min(item.until - now, UNDO_MS) / 1000 })),
    add: (key: string, name: string) =>
      setRemoved((before) => [...before, { key, name, until: Date.now() + UNDO_MS }]),
    drop: ({ key, until }: Removed) =>
      setRemoved((before) => before.filter((item) => item.key !== key || item.until !== until)),
  };
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
