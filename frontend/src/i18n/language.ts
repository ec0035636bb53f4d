import { createContext, use } from "react";

import { en } from "./en";
import { ko } from "./ko";

export type Language = "ko" | "en";

/** Every text of the page; English has to have each that Korean has, by type. */
export type Dictionary = typeof ko;

export const dictionaries: Record<Language, Dictionary> = { ko, en };

const KEY = "language";

const isLanguage = (name: string | null | undefined): name is Language => name === "ko" || name === "en";

/** The language that was chosen before, else the first of the browser's that is spoken here, else English. */
export function loadLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "en";
}

/** Keeps the reader's choice for the next visits. */
export function saveLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
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
