import { useCallback, useRef } from "react";

/**
 * A runner that ignores work asked for while its last is still under way, so that a double click asks once: the
 * state that disables a button comes a moment too late for that. Who needs the error handles it in the work.
 */
export function useOneAtATime(): (work: () => Promise<unknown>) => void {
  const busy = useRef(false);
  return useCallback((work) => {
    if (busy.current) return;
    busy.current = true;
    const release = () => {
      busy.current = false;
    };
    void work().then(release, release);
  }, []);
}
