import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { dictionaries } from "@/i18n/language";

import { checkModelName } from "./model-name";

const texts = dictionaries.ko;

/** What the server's own tests take and refuse. */
const examples = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../tests/contracts/name_examples.json"), "utf8"),
) as { taken: string[]; refused: string[] };

test.each(examples.taken)("takes %s as the server does", (name) => {
  expect(checkModelName(name, texts)).toBeNull();
});

test.each(examples.refused.map((name) => [JSON.stringify(name), name]))("refuses %s as the server does", (_, name) => {
  expect(checkModelName(name, texts)).not.toBeNull();
});

test.each(["봄날의 목소리", "a", "가".repeat(60), "v1.2 (final)", "a..b"])("takes %s", (name) => {
  expect(checkModelName(name, texts)).toBeNull();
});

test.each(["a/b", "a\\b", "a:b", "what?", "tab\tname", "zero\u200bwidth"])("refuses %s", (name) => {
  expect(checkModelName(name, texts)).toBe(texts.make.invalid.nameCharacters);
});

test.each([".", "..", ".hidden", "~a", "end.", "con", "LPT1.wav"])("refuses %s as systems keep it", (name) => {
  expect(checkModelName(name, texts)).toBe(texts.make.invalid.nameReserved);
});

test("refuses what is too large for a folder's name", () => {
  expect(checkModelName("😀".repeat(46), texts)).toBe(texts.make.invalid.nameTooLarge);
});

test("counts characters, not bytes or halves of them", () => {
  expect(checkModelName("😀".repeat(61), texts)).toBe(texts.make.invalid.nameTooLong(61));
});

test("counts a composed letter once", () => {
  expect(checkModelName("각".normalize("NFD").repeat(60), texts)).toBeNull();
});
