import { readFileSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { recording, voiceClips, wavFrames } from "./recordings";

const MODEL_NAME = "캐슬린 voice";
const EPOCHS = 2;

const songFrames = () => wavFrames(readFileSync(recording("노래.wav")));

const sessionValue = (page: Page, key: string) => page.evaluate((name) => sessionStorage.getItem(name), key);

async function expectNoAxeViolations(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`)).toEqual([]);
}

async function startTraining(page: Page, name: string): Promise<void> {
  await page.goto("/");
  await page.getByLabel("녹음 파일").setInputFiles(voiceClips());
  await page.getByLabel("모델 이름").fill(name);
  await page.getByRole("spinbutton", { name: "에포크", exact: true }).fill(String(EPOCHS));
  await page.getByRole("checkbox", { name: /권리/ }).check();
  await expectNoAxeViolations(page);
  await page.getByRole("button", { name: "학습하기" }).click();
  await page.waitForURL(/\/training\//);
}

test("a voice is trained, downloaded, uploaded again, and a song is covered, played and saved", async ({ page }) => {
  const dataDir = process.env.PERSONA_TEST_DIR ?? "";

  await test.step("train, and reload in the middle", async () => {
    await startTraining(page, MODEL_NAME);
    await expect(page.getByRole("button", { name: "학습 중지" })).toBeVisible();
    await page.reload();
    await page.waitForURL(/\/trained/, { timeout: 180_000 });
    expect(await sessionValue(page, "modelName")).toBe(MODEL_NAME);
    expect(existsSync(join(dataDir, "logs", MODEL_NAME, `${MODEL_NAME}.pth`))).toBe(true);
    await expectNoAxeViolations(page);
  });

  const zipPath = join(dataDir, "model.zip");
  await test.step("download the model", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "모델 저장하기" }).or(page.getByRole("button", { name: "모델 저장하기" })).click();
    await (await download).saveAs(zipPath);
    expect(statSync(zipPath).size).toBeGreaterThan(100_000);
  });

  await test.step("upload it as a pre-trained model", async () => {
    await page.goto("/");
    await page.getByRole("tab", { name: "모델 업로드" }).click();
    await page.locator('input[type="file"]').last().setInputFiles(zipPath);
    const name = page.getByLabel("모델 이름");
    if (await name.isVisible()) await name.fill("다시 올린 모델");
    await page.getByRole("button", { name: "모델 업로드" }).click();
    await page.waitForURL(/\/trained/);
    expect(await sessionValue(page, "modelName")).toBe("다시 올린 모델");
  });

  await test.step("a pitch of 99 is refused", async () => {
    await page.getByLabel("노래 파일").setInputFiles(recording("노래.wav"));
    await page.getByRole("spinbutton", { name: "음높이" }).fill("99");
    await page.getByRole("button", { name: "커버하기" }).click();
    await expect(page.getByText(/24에서 24 사이/).first()).toBeVisible();
  });

  await test.step("a cover stops when asked", async () => {
    await page.getByRole("spinbutton", { name: "음높이" }).fill("0");
    await page.getByRole("button", { name: "커버하기" }).click();
    await page.waitForURL(/\/covering\//);
    await page.getByRole("button", { name: "커버 중지" }).click();
    await expect(page.getByText("커버 만들기를 중지했습니다.").first()).toBeVisible({ timeout: 15_000 });
  });

  await test.step("cover a song, and reload in the middle", async () => {
    await page.goto("/trained");
    await page.getByLabel("노래 파일").setInputFiles(recording("노래.wav"));
    await page.getByRole("button", { name: "커버하기" }).click();
    await page.waitForURL(/\/covering\//);
    await page.reload();
    await page.waitForURL(/\/covered/, { timeout: 180_000 });
    expect(await sessionValue(page, "songName")).toContain("노래");
    expect(await sessionValue(page, "coverUrl")).toMatch(/^\/cover\/.*\.wav$/);
    await expectNoAxeViolations(page);
  });

  await test.step("the cover plays, seeks and is as long as the song to the sample", async () => {
    const url = (await sessionValue(page, "coverUrl")) ?? "";
    const whole = await page.request.get(url);
    expect(wavFrames(await whole.body())).toBe(songFrames());
    const part = await page.request.get(url, { headers: { Range: "bytes=100-199" } });
    expect(part.status()).toBe(206);
    expect((await part.body()).length).toBe(100);
    expect(existsSync(join(dataDir, decodeURIComponent(url)))).toBe(true);
    await page.getByRole("button", { name: "재생" }).first().click();
    await expect(page.getByRole("button", { name: "일시정지" }).first()).toBeVisible();
    await page.getByRole("button", { name: "일시정지" }).first().click();
    const position = page.getByRole("slider", { name: "재생 위치" });
    const length = Number(await position.getAttribute("max"));
    await position.click();
    expect(Math.abs(Number(await position.inputValue()) - length / 2)).toBeLessThan(0.2 + length / 100);
  });

  await test.step("save the song", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "노래 저장하기" }).or(page.getByRole("button", { name: "노래 저장하기" })).click();
    const saved = join(dataDir, "saved.wav");
    await (await download).saveAs(saved);
    expect(wavFrames(readFileSync(saved))).toBe(songFrames());
  });

  await test.step("reload keeps the cover", async () => {
    await page.reload();
    await expect(page.getByRole("button", { name: "재생" }).first()).toBeVisible();
  });

  await test.step("in the library, Escape keeps a name, a double click deletes once, and undo brings it back", async () => {
    await page.goto("/library");
    const covers = page.getByRole("list", { name: "커버", exact: true });
    await covers.getByRole("button", { name: "노래 이름 바꾸기" }).click();
    await page.getByLabel("새 이름").fill("다른 이름");
    await page.keyboard.press("Escape");
    await expect(covers.getByRole("link", { name: "노래", exact: true })).toBeFocused();
    await covers.getByRole("button", { name: "노래 지우기" }).dblclick();
    await expect(covers.getByText("노래: 지웠습니다.")).toBeVisible();
    await page.reload();
    await covers.getByRole("button", { name: "되돌리기" }).click();
    await expect(covers.getByRole("link", { name: "노래", exact: true })).toBeVisible();
    await page.reload();
    await expect(covers.getByRole("link", { name: "노래", exact: true })).toBeVisible();
  });

  await test.step("a song without a voice is covered with a warning", async () => {
    await page.goto("/trained");
    await page.getByLabel("노래 파일").setInputFiles(recording("no voice.wav"));
    await page.getByRole("button", { name: "커버하기" }).click();
    await page.waitForURL(/\/covering\//);
    const jobId = page.url().split("/").pop() ?? "";
    await page.waitForURL(/\/covered/, { timeout: 120_000 });
    const { events } = await (await page.request.get(`/api/jobs/${jobId}/events?after=0`)).json();
    expect(events.filter((event: { type: string }) => event.type === "warning")).not.toEqual([]);
  });
});
