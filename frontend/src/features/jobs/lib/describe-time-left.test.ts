import { expect, test } from "vitest";

import { dictionaries } from "@/i18n/language";

import { describeStart, describeTimeLeft } from "./describe-time-left";

const texts = dictionaries.ko.job;

test.each([
  [3, "약 5초 남음"],
  [89, "약 90초 남음"],
  [246, "약 5분 남음"],
  [3600, "약 1시간 남음"],
  [5000, "약 1시간 24분 남음"],
])("%d seconds are told as %s", (seconds, told) => {
  expect(describeTimeLeft(texts, seconds, true)).toBe(told);
});

test.each([
  [0, ""],
  [42, "약 45초 뒤 시작"],
  [200, "약 4분 뒤 시작"],
])("a start in %d seconds is told as %s", (seconds, told) => {
  expect(describeStart(texts, seconds)).toBe(told);
});

test("the time of a stage with others to follow is not told as the job's", () => {
  expect(describeTimeLeft(texts, 5, false)).toBe("이 단계 약 5초 남음");
});

test("a stage that is through promises no end of the job", () => {
  expect(describeTimeLeft(texts, 0, false)).toBe("");
});
