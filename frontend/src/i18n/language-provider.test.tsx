import { act, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import { useLanguage } from "./language";
import { LanguageProvider } from "./language-provider";

function Page() {
  const { language, setLanguage } = useLanguage();
  return <button onClick={() => setLanguage("en")}>{language}</button>;
}

function openWith(...languages: string[]) {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);
  render(
    <LanguageProvider>
      <Page />
    </LanguageProvider>,
  );
}

afterEach(() => vi.restoreAllMocks());

test.each([
  [["ko-KR", "en-US"], "ko"],
  [["ko"], "ko"],
  [["en-GB", "ko"], "en"],
  [["fr", "ko-KR"], "ko"],
  [["fr-FR"], "en"],
])("a first visit with the browser's languages %j is in %s", (languages, language) => {
  openWith(...languages);
  expect(screen.getByRole("button")).toHaveTextContent(language);
});

test("the document says its language", () => {
  openWith("en-US");
  expect(document.documentElement.lang).toBe("en");
});

test("a first visit stores no choice", () => {
  openWith("en-US");
  expect(localStorage.getItem("language")).toBeNull();
});

test("a chosen language is kept, and the document says it", () => {
  openWith("ko-KR");
  act(() => screen.getByRole("button").click());
  expect([localStorage.getItem("language"), document.documentElement.lang]).toEqual(["en", "en"]);
});

test("a kept choice wins over the browser's language", () => {
  localStorage.setItem("language", "ko");
  openWith("en-US");
  expect(screen.getByRole("button")).toHaveTextContent("ko");
});
