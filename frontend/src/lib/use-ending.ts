import { useEffect, useRef } from "react";

/** Calls `onEnd` when work that was under way on this page has a result; not with one that was there before. */
export function useEnding<Result>(running: boolean, result: Result | null, onEnd: (result: Result) => void): void {
  const wasRunning = useRef(false);
  useEffect(() => {
    if (running) wasRunning.current = true;
    else if (wasRunning.current && result !== null) {
      wasRunning.current = false;
      onEnd(result);
    }
  });
}
