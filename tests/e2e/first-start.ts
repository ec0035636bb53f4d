/**
 * A newcomer's first cover: nothing cached, no network, only what the project brings, the page's own settings.
 * By hand, after `npm run setup`, as it takes minutes:
 *
 *     PERSONA_FIRST_START=1 PERSONA_CHROMIUM=/usr/bin/chromium \
 *     npx playwright test --config tests/e2e/playwright.config.ts
 */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { recording, voiceClips, wavFrames } from "./recordings";

const EIGHT_MINUTES = 480_000;

test("a newcomer has a cover within eight minutes", async ({ page, baseURL }) => {
  test.setTimeout(EIGHT_MINUTES);
  const hosts = new Set<string>();
  page.on("request", (request) => hosts.add(new URL(request.url()).origin));

  await test.step("train with the page's own settings", async () => {
    await page.goto("/");
    await page.getByLabel("녹음 파일").setInputFiles(voiceClips());
    await page.getByLabel("모델 이름").fill("첫 목소리");
    await page.getByRole("checkbox", { name: /권리/ }).check();
    await page.getByRole("button", { name: "학습하기" }).click();
    await page.waitForURL(/\/trained/, { timeout: EIGHT_MINUTES });
  });

  await test.step("cover the sample song", async () => {
    await page.getByLabel("노래 파일").setInputFiles(recording("노래.wav"));
    await page.getByRole("button", { name: "커버하기" }).click();
    await page.waitForURL(/\/covered/, { timeout: EIGHT_MINUTES });
    await page.getByRole("button", { name: "재생" }).first().click();
    await expect(page.getByRole("button", { name: "일시정지" }).first()).toBeVisible();
  });

  const cover = await page.request.get((await page.evaluate(() => sessionStorage.getItem("coverUrl"))) ?? "");
  expect(wavFrames(await cover.body())).toBe(wavFrames(readFileSync(recording("노래.wav"))));
  expect([...hosts].filter((host) => host.startsWith("http"))).toEqual([baseURL]);
});
