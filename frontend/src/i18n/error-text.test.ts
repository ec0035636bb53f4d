import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { ApiError } from "@/lib/api-error";

import { describeError, describeWarning, explainFailure } from "./error-text";
import { dictionaries } from "./language";

const root = join(import.meta.dirname, "../../..");
const texts = dictionaries.ko;

const wordsOf = (source: string, pattern: RegExp) => [...source.matchAll(pattern)].map((match) => match[1] ?? "");

/** The server's own list of its words. */
const errorWords = wordsOf(readFileSync(join(root, "backend/error_codes.py"), "utf8"), /^ {4}"(\w+)": /gm);

/** Warnings have no list: they are told where they are given. */
const warningWords = readdirSync(join(root, "rvc_core"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".py"))
  .flatMap((path) => wordsOf(readFileSync(join(root, "rvc_core", path), "utf8"), /Warned\(\s*"(\w+)"/g));

test.each(errorWords)("the error %s says what to do", (word) => {
  expect(Object.keys(texts.errors)).toContain(word);
});

test.each(warningWords)("the warning %s has words", (word) => {
  expect(Object.keys(texts.warnings)).toContain(word);
});

const refusal = (code: string, message: string) => describeError(texts, new ApiError(422, code, message));

test("a known word shows nothing of the server's own words", () => {
  expect(refusal("audio_silent", "a.wav is silent: its loudest moment is at -90 dB.")).not.toMatch(/[a-z]{3}/);
});

test("a word the page does not know keeps the server's words as a detail", () => {
  expect(refusal("brand_new", "Brand new.")).toBe(
    "예상하지 못한 오류가 났습니다. 잠시 뒤에 다시 해 보세요. 또 안 되면 서버 기록을 확인해 주세요. 서버가 알려 준 내용: Brand new.",
  );
});

test("a limit is told by its kind", () => {
  expect(refusal("too_large", "a.wav is longer than 60 minutes. (limit PERSONA_MAX_AUDIO_MINUTES)")).toMatch(/^소리가.*깁니다/);
});

test("a wrong model file is told by what it is", () => {
  const message = "This is the discriminator of a training (D_….pth or f0D….pth), which cannot sing. Wanted is an RVC voice model.";
  expect(refusal("checkpoint_incompatible", message)).toMatch(/^학습용 판별기.*\.pth 파일을 올려/);
});

test("a file that was cut short gets its own advice, and no other", () => {
  expect(refusal("checkpoint_incompatible", "model.zip is cut short.")).toBe(
    "받다가 끊긴 파일입니다. 다시 내려받아 올려 주세요.",
  );
});

test.each(Object.keys(texts.fileAdvice))("the advice for %s goes with a kind of file", (name) => {
  expect(Object.keys(texts.fileKinds)).toContain(name);
});

test("what is gone is named", () => {
  expect(describeError(texts, new ApiError(404, "not_found", "There is no such song."))).toMatch(/^이 노래는/);
});

test("a job that lacks weights does not speak of an uploaded file", () => {
  expect(explainFailure(texts, "checkpoint_not_found", "x").what).toMatch(/서버에 없습니다/);
});

test("a warning tells which recording and how much", () => {
  expect(describeWarning(texts, "slices_silent", "02.wav: 3 pieces (at 1.0 s, 4.5 s, 9.0 s) left out, silent.")).toBe(
    "2번째 녹음: 소리가 없는 부분 3곳을 뺐습니다.",
  );
});
