import { createContext, use } from "react";

import { en } from "./en";
import { ko } from "./ko";

export type Language = "ko" | "en";

/** Every text of the page; English has to have each that Korean has, by type. */
export type Dictionary = typeof ko;

export const dictionaries: Record<Language, Dictionary> = { ko, en };

const KEY = "language";

export function loadLanguage(): Language {
  return localStorage.getItem(KEY) === "en" ? "en" : "ko";
}

export function saveLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
}

interface LanguageChoice {
  language: Language;
  setLanguage: (language: Language) => void;
}

export const LanguageContext = createContext<LanguageChoice>({ language: "ko", setLanguage: saveLanguage });

export function useLanguage(): LanguageChoice {
  return use(LanguageContext);
}

/** The texts in the reader's language. */
export function useTexts(): Dictionary {
  return dictionaries[use(LanguageContext).language];
}
