import { type ReactNode, useCallback, useLayoutEffect, useMemo, useState } from "react";

import { type Language, LanguageContext, loadLanguage, saveLanguage } from "./language";

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, show] = useState(loadLanguage);
  const setLanguage = useCallback((next: Language) => {
    saveLanguage(next);
    show(next);
  }, []);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(() => ({ language, setLanguage }), [language, setLanguage]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}
