/**
 * Takes the pictures of the README, in frontend/screenshots/, from a real training and a real cover. By hand, after
 * `npm run setup`, with five recordings at most and a song of one's own (without them, made-up sounds are used):
 *
 *     PERSONA_PICTURES=1 PERSONA_CHROMIUM=/usr/bin/chromium PERSONA_PICTURE_VOICE="a.wav,b.wav" \
 *     PERSONA_PICTURE_SONG=song.wav npx playwright test --config tests/e2e/playwright.config.ts
 */
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { expect, test, type Browser, type Page } from "@playwright/test";
import { recording, voiceClips } from "./recordings";

const MODEL = "봄날";
const SONG = "낚시하러 가자";
const EPOCHS = 8;
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const voice = (): string[] => process.env.PERSONA_PICTURE_VOICE?.split(",") ?? voiceClips();
const song = (): string => process.env.PERSONA_PICTURE_SONG ?? recording("노래.wav");

/** The file at `path`, under the name that the pictures show. */
function named(path: string, name: string) {
  return { name: `${name}${extname(path)}`, mimeType: "application/octet-stream", buffer: readFileSync(path) };
}

async function takePicture(page: Page, name: string, fullPage: boolean): Promise<void> {
  const path = join(import.meta.dirname, "../../frontend/screenshots", `${name}.png`);
  await page.screenshot({ path, fullPage, animations: "disabled" });
}

async function train(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByLabel("녹음 파일").setInputFiles(voice().map((path, index) => named(path, `녹음 ${index + 1}`)));
  await page.getByLabel("모델 이름").fill(MODEL);
  await page.getByRole("spinbutton", { name: "에포크", exact: true }).fill(String(EPOCHS));
  await page.getByRole("checkbox", { name: /권리/ }).check();
  await page.getByRole("button", { name: "학습하기" }).click();
  await page.getByText(`에포크 ${EPOCHS - 2} / ${EPOCHS}`).waitFor({ timeout: 600_000 });
  await takePicture(page, "training", false);
  await page.waitForURL(/\/trained/, { timeout: 300_000 });
}

async function cover(page: Page): Promise<void> {
  await page.getByLabel("노래 파일").setInputFiles(named(song(), SONG));
  await page.getByRole("button", { name: /미리 듣기/ }).waitFor();
  await expect(page.getByText("노래를 분석하는 중").first()).toBeHidden({ timeout: 60_000 });
  await takePicture(page, "trained", true);
  await page.getByRole("button", { name: "커버하기" }).click();
  await page.waitForURL(/\/covered/, { timeout: 600_000 });
}

async function showCover(page: Page): Promise<void> {
  const position = page.getByRole("slider", { name: "재생 위치" });
  await expect(position).toBeEnabled();
  const length = Number(await position.getAttribute("max"));
  await position.fill(String(Math.round(length * 4) / 10));
  await position.blur();
  await page.mouse.move(0, 0);
}

async function showOnPhone(browser: Browser, page: Page): Promise<void> {
  const context = await browser.newContext({
    viewport: PHONE,
    deviceScaleFactor: 2,
    colorScheme: "dark",
    locale: "ko-KR",
    storageState: await page.context().storageState(),
  });
  const phone = await context.newPage();
  await phone.goto(page.url());
  await showCover(phone);
  await takePicture(phone, "phone", false);
  await context.close();
}

test("the pictures of the README", async ({ browser, page }) => {
  test.setTimeout(1_800_000);
  await page.setViewportSize(DESKTOP);
  await train(page);
  await cover(page);
  await showCover(page);
  await takePicture(page, "covered", true);
  await showOnPhone(browser, page);
});
