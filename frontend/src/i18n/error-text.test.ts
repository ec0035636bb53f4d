import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { ApiError, type ErrorData } from "@/lib/api-error";

import { describeError, describeWarning, explainFailure, explainRefusal } from "./error-text";
import type { Facts } from "./facts";
import { dictionaries, type Language } from "./language";

type FactTypes = Record<string, "text" | "number">;
interface ServerList {
  errors: Record<string, { kinds?: Record<string, FactTypes> }>;
  warnings: Record<string, FactTypes>;
}

/** The server's own list of its codes and kinds, and of the facts that each of them carries. */
const listPath = join(import.meta.dirname, "../../../backend/error_codes.json");
const list = JSON.parse(readFileSync(listPath, "utf8")) as ServerList;

const languages: Language[] = ["ko", "en"];
const codes = Object.keys(list.errors).flatMap((code) => languages.map((language) => ({ language, code })));
const kinds = Object.entries(list.errors).flatMap(([code, entry]) =>
  Object.entries(entry.kinds ?? {}).flatMap(([kind, facts]) =>
    languages.map((language) => ({ language, code, kind, facts })),
  ),
);
const warnings = Object.entries(list.warnings).flatMap(([code, facts]) =>
  languages.map((language) => ({ language, code, facts })),
);

/** Facts of which only the listed ones may be asked for, each as what it is. */
function onlyFacts(types: FactTypes): Facts {
  const answer = (name: string, type: "text" | "number") => {
    if (types[name] !== type) throw new Error(`The server gives no ${type} "${name}".`);
    return type === "text" ? "word" : 3;
  };
  return {
    text: (name) => String(answer(name, "text")),
    amount: (name) => String(answer(name, "number")),
  };
}

test.each(codes)("$language has words for the error $code", ({ language, code }) => {
  const { what, todo } = dictionaries[language].errors[code] ?? {};
  expect([what, todo].every(Boolean)).toBe(true);
});

test.each(kinds)("$language has words for $code of the kind $kind, from its facts alone", ({ language, code, kind, facts }) => {
  const words = dictionaries[language].errors[code]?.kinds?.[kind];
  const made = typeof words === "function" ? words(onlyFacts(facts)) : words;
  expect(Object.values(made ?? {}).filter(Boolean)).not.toEqual([]);
});

test.each(warnings)("$language has words for the warning $code, from its facts alone", ({ language, code, facts }) => {
  expect(dictionaries[language].warnings[code]?.(onlyFacts(facts))).toBeTruthy();
});

test.each(languages)("%s has no words for kinds that the server does not have", (language) => {
  const words = Object.entries(dictionaries[language].errors);
  const own = words.flatMap(([code, { kinds: ofCode }]) => Object.keys(ofCode ?? {}).map((kind) => `${code}.${kind}`));
  const listed = new Set(kinds.map(({ code, kind }) => `${code}.${kind}`));
  expect(own.filter((name) => !listed.has(name))).toEqual([]);
});

const texts = dictionaries.en;
const error = (data: Partial<ErrorData>): ErrorData => ({ code: "audio_silent", message: "Hush.", ...data });

test("an error's message is not shown where the page knows its code", () => {
  expect(describeError(texts, new ApiError(422, error({})))).not.toContain("Hush.");
});

test("an unknown code keeps the server's message as a detail", () => {
  expect(explainRefusal(texts, error({ code: "brand_new" })).detail).toBe("Hush.");
});

test("a kind without words of its own has its code's", () => {
  const { what, todo } = texts.errors["audio_silent"] ?? {};
  expect(explainRefusal(texts, error({ kind: "brand_new" }))).toEqual({ what, todo, detail: null });
});

test("a kind is told with its facts", () => {
  const facts = { limit_minutes: 60 };
  expect(explainRefusal(texts, error({ code: "too_large", kind: "audio_length", facts })).what).toContain("60 minutes");
});

test("a job's failure is told as one of the server's files", () => {
  expect(explainFailure(texts, error({ code: "checkpoint_not_found" })).what).toContain("on the server");
});

test("a warning says of which recording it is", () => {
  const warning = { code: "slices_silent", message: "", facts: { recording: 2, count: 1 } };
  expect(describeWarning(texts, warning)).toBe("Recording 2: 1 silent part left out.");
});
