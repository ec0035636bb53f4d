import { type ReactNode, useCallback, useMemo, useState } from "react";

import { type Language, LanguageContext, loadLanguage, saveLanguage } from "./language";

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, show] = useState(loadLanguage);
  const setLanguage = useCallback((next: Language) => {
    saveLanguage(next);
    show(next);
  }, []);
  const choice = useMemo(() => ({ language, setLanguage }), [language, setLanguage]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}
