import { expect, test } from "vitest";

import { dictionaries } from "./language";

function textsOf(node: unknown): string[] {
  if (typeof node === "string") return [node];
  if (typeof node === "function") return [(node as (...parts: number[]) => string)(1, 2, 3, 4)];
  return Object.values(node as Record<string, unknown>).flatMap(textsOf);
}

const toKorean = [dictionaries.en.common.language, dictionaries.en.common.languageLabel];

test("no Korean is left in the English texts", () => {
  const korean = textsOf(dictionaries.en).filter((text) => /\p{Script=Hangul}/u.test(text));
  expect(korean).toEqual(toKorean);
});

test("every Korean text is written out", () => {
  expect(textsOf(dictionaries.ko).filter((text) => text.trim() === "")).toEqual([]);
});
