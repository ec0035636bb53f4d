export type Theme = "system" | "light" | "dark";

const KEY = "theme";

export function loadTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Apply a theme now and remember it for the next visit. */
export function saveTheme(theme: Theme): void {
  if (theme === "system") {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(KEY, theme);
    document.documentElement.dataset.theme = theme;
  }
  window.dispatchEvent(new Event("themechange"));
}

/** Call `listener` whenever the colours on screen change; returns its unsubscribe. */
export function onThemeChange(listener: () => void): () => void {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", listener);
  window.addEventListener("themechange", listener);
  return () => {
    system.removeEventListener("change", listener);
    window.removeEventListener("themechange", listener);
  };
}

/** A colour token as it is on screen now, for a canvas, which knows neither `var()` nor `light-dark()`. */
export function tokenColor(element: HTMLElement, token: string): string {
  const before = element.style.color;
  element.style.color = `var(${token})`;
  const color = getComputedStyle(element).color;
  element.style.color = before;
  return color;
}
