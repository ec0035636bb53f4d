import { useLanguage, useTexts } from "@/i18n/language";

import styles from "./header.module.css";

export function LanguageToggle() {
  const { language, setLanguage } = useLanguage();
  const texts = useTexts().common;
  const other = language === "ko" ? "en" : "ko";
  return (
    <button
      type="button"
      lang={other}
      className={styles.tool}
      aria-label={texts.languageLabel}
      onClick={() => setLanguage(other)}
    >
      {texts.language}
    </button>
  );
}
