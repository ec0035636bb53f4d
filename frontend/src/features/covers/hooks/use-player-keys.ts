import { useEffect } from "react";

const OWN_KEYS = "input, select, textarea, button, a, summary, audio, [role='slider']";

/** Keys of the player, wherever the focus is, but in controls that use them themselves. */
export function usePlayerKeys(actions: Partial<Record<string, () => void>>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const modified = event.ctrlKey || event.metaKey || event.altKey;
      if (modified || (event.target instanceof Element && event.target.closest(OWN_KEYS))) return;
      const action = actions[event.key.toLowerCase()];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [actions]);
}
