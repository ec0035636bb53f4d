import { expect, test } from "vitest";

import type { Facts } from "./facts";
import { type Dictionary, dictionaries } from "./language";

/** Every text below `node`; those that are made are made from `parts`. */
function textsBelow(node: unknown, parts: unknown[]): string[] {
  if (typeof node === "string") return [node];
  const made: unknown = typeof node === "function" ? (node as (...given: unknown[]) => unknown)(...parts) : node;
  return typeof made === "string" ? [made] : Object.values(made as object).flatMap((child) => textsBelow(child, parts));
}

const facts: Facts = { text: () => "x", amount: () => "1" };

function textsOf({ errors, jobErrors, warnings, ...rest }: Dictionary): string[] {
  return [...textsBelow(rest, [1, 2, 3, 4]), ...textsBelow({ errors, jobErrors, warnings }, [facts])];
}

const toKorean = [dictionaries.en.common.language, dictionaries.en.common.languageLabel];

test("no Korean is left in the English texts", () => {
  const korean = textsOf(dictionaries.en).filter((text) => /\p{Script=Hangul}/u.test(text));
  expect(korean).toEqual(toKorean);
});

test("every Korean text is written out", () => {
  expect(textsOf(dictionaries.ko).filter((text) => text.trim() === "")).toEqual([]);
});
