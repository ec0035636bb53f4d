import { useEffect } from "react";

const OWN_KEYS = "input, select, textarea, button, a, summary, audio, [role='slider']";

function isKeyOfControl({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  // The player's own slider would move by a tenth of a second.
  if (target.matches("[data-player]")) return false;
  // A radio that is chosen already has no use for the space bar.
  if (key === " " && target.matches("input[type=radio]:checked")) return false;
  return target.closest(OWN_KEYS) !== null;
}

/** The Latin letter in a key's place: with a Korean input source the key of O types ㅐ. */
function letterOf({ code }: KeyboardEvent): string {
  return code.replace(/^Key/, "").toLowerCase();
}

/** Keys of the player, wherever the focus is, but in controls that use them themselves. */
export function usePlayerKeys(actions: Partial<Record<string, () => void>>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const modified = event.ctrlKey || event.metaKey || event.altKey;
      if (modified || isKeyOfControl(event)) return;
      const action = actions[event.key.toLowerCase()] ?? actions[letterOf(event)];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [actions]);
}
