import { createContext, use, useState } from "react";

/** What forms hold while the app lives, so that a look at another page loses nothing, not even chosen files. */
export const KeptContext = createContext(new Map<string, unknown>());

/** A state under `key` that is found again when its part of the page comes back. */
export function useKeptState<State>(key: string, start: () => State): [State, (next: (before: State) => State) => void] {
  const kept = use(KeptContext);
  const [state, setState] = useState(() => (kept.has(key) ? (kept.get(key) as State) : start()));
  const change = (next: (before: State) => State) =>
    setState((before) => {
      const after = next(before);
      kept.set(key, after);
      return after;
    });
  return [state, change];
}
