import { type RefObject, useEffect, useRef } from "react";

export const CONTROLS = "input, button";

/**
 * For something that takes the place of what was just pressed: the focus moves on to its first control
 * (or what else is sought), instead of falling back to the top of the page. Off where it only came with the page.
 */
export function useArrivalFocus<Kind extends HTMLElement>(on = true, sought = CONTROLS): RefObject<Kind | null> {
  const place = useRef<Kind>(null);
  useEffect(() => {
    if (on) place.current?.querySelector<HTMLElement>(sought)?.focus();
  }, [on, sought]);
  return place;
}
