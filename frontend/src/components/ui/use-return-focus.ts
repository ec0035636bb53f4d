import { type RefObject, useEffect, useRef } from "react";

import { CONTROLS } from "./use-arrival-focus";

/**
 * For a place where something was asked for a while: once that is gone and the focus fell with it to the top of the
 * page, the place's first control (or what else is sought) takes it. A focus that has moved elsewhere stays there.
 */
export function useReturnFocus<Kind extends HTMLElement>(asking: boolean, sought = CONTROLS): RefObject<Kind | null> {
  const place = useRef<Kind>(null);
  const asked = useRef(asking);
  useEffect(() => {
    const fell = document.activeElement === document.body;
    if (asked.current && !asking && fell) place.current?.querySelector<HTMLElement>(sought)?.focus();
    asked.current = asking;
  }, [asking, sought]);
  return place;
}
