import { useState } from "react";

import { useTexts } from "@/i18n/language";
import { loadTheme, saveTheme, type Theme } from "@/lib/theme";

import styles from "./header.module.css";

const next: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

/** Goes round: as the system has it, light, dark. */
export function ThemeToggle() {
  const texts = useTexts().common.theme;
  const [theme, setTheme] = useState(loadTheme);
  const change = () => {
    saveTheme(next[theme]);
    setTheme(next[theme]);
  };
  return (
    <button
      type="button"
      className={styles.tool}
      aria-label={`${texts.label}: ${texts[theme]}`}
      title={`${texts.label}: ${texts[theme]}`}
      onClick={change}
    >
      <svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true" focusable="false">
        <path d={paths[theme]} fillRule="evenodd" />
      </svg>
    </button>
  );
}

const paths: Record<Theme, string> = {
  system: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2v14a7 7 0 0 1 0-14z",
  light:
    "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4zM4.2 2.8 7 5.6 5.6 7 2.8 4.2zM18.4 17l2.8 2.8-1.4 1.4L17 18.4zM19.8 2.8l1.4 1.4L18.4 7 17 5.6zM5.6 17 7 18.4l-2.8 2.8-1.4-1.4z",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
};
