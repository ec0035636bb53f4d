import { mkdirSync } from "node:fs";
import { expect, test, type Page } from "@playwright/test";
import { recording, voiceClips } from "./recordings";

const SLOW_BYTES_PER_SECOND = 60_000;
const UNLIMITED = -1;

async function limitUploads(page: Page): Promise<(bytesPerSecond: number) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  return async (bytesPerSecond) => {
    const conditions = { offline: false, latency: 0, downloadThroughput: UNLIMITED, uploadThroughput: bytesPerSecond };
    await session.send("Network.emulateNetworkConditions", conditions);
  };
}

async function fillTraining(page: Page, name: string): Promise<void> {
  await page.goto("/");
  await page.getByLabel("녹음 파일").setInputFiles(voiceClips());
  await page.getByLabel("모델 이름").fill(name);
  await page.getByRole("checkbox", { name: /권리/ }).check();
}

/** As a hand does it that drags `path` from the desktop: the browser itself decides what becomes of it. */
async function dropFile(page: Page, path: string, x: number, y: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x, y, data });
  }
}

async function dropIntoZone(page: Page, path: string): Promise<void> {
  const zone = await page.getByLabel("녹음 파일").boundingBox();
  if (!zone) throw new Error("The drop zone is not on the page.");
  await dropFile(page, path, zone.x + zone.width / 2, zone.y + zone.height / 2);
}

test("an upload goes on while another page is looked at, and opens from there", async ({ page }) => {
  const posts: string[] = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(new URL(request.url()).pathname));
  await fillTraining(page, "늦게 온 모델");
  const limit = await limitUploads(page);
  await limit(SLOW_BYTES_PER_SECOND);
  const submit = page.getByRole("button", { name: "학습하기" });
  const { width, height } = (await submit.boundingBox()) ?? { width: 0, height: 0 };

  await test.step("a double click sends it once, wherever on the button", async () => {
    await submit.dblclick({ position: { x: width * 0.8, y: height / 2 } });
    await expect(page.getByRole("button", { name: /올리는 중 [1-9]\d?%/ })).toBeVisible();
    await expect(page.getByRole("button", { name: "업로드 취소" })).toBeVisible();
    expect(posts).toEqual(["/api/trainings"]);
  });

  await test.step("the form is found as it was left", async () => {
    await page.getByRole("link", { name: "보관함" }).click();
    await expect(page.getByRole("region", { name: "업로드" })).toContainText("늦게 온 모델 올리는 중");
    await page.goBack();
    await expect(page.getByRole("button", { name: /올리는 중 \d+%/ })).toBeVisible();
    await expect(page.getByLabel("모델 이름")).toHaveValue("늦게 온 모델");
  });

  await test.step("it arrives without its form, and nobody is led away", async () => {
    await page.getByRole("link", { name: "보관함" }).click();
    await limit(UNLIMITED);
    await page.getByRole("region", { name: "업로드" }).getByRole("button", { name: "열기" }).click({ timeout: 60_000 });
    await page.waitForURL(/\/training\//);
    await page.getByRole("button", { name: "학습 중지" }).click();
    await expect(page.getByText("중지됨").first()).toBeVisible({ timeout: 15_000 });
  });
});

test("an upload that is called back leaves the form filled in, and no job", async ({ page }) => {
  await fillTraining(page, "되부른 모델");
  await (await limitUploads(page))(SLOW_BYTES_PER_SECOND);
  await page.getByRole("button", { name: "학습하기" }).click();
  await page.getByRole("button", { name: "업로드 취소" }).click();
  await expect(page.getByRole("button", { name: "학습하기" })).toBeVisible();
  await expect(page.getByLabel("모델 이름")).toHaveValue("되부른 모델");
  expect(await (await page.request.get("/api/jobs")).json()).toEqual({ jobs: [] });
});

test("a long name leaves the buttons of the uploads bar on a phone's screen", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await fillTraining(page, "아주 긴 이름의 모델 ".repeat(5));
  await (await limitUploads(page))(SLOW_BYTES_PER_SECOND);
  await page.getByRole("button", { name: "학습하기" }).click();
  await page.getByRole("link", { name: "보관함" }).click();
  const bar = page.getByRole("region", { name: "업로드" });
  await expect(bar.getByRole("button", { name: "업로드 취소" })).toBeInViewport({ ratio: 1 });
  await bar.getByRole("button", { name: "업로드 취소" }).click();
  await expect(bar).toBeHidden();
});

test("a file dropped beside the zone leaves the page as it is, and one dropped in it is taken", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("모델 이름").fill("그대로");
  await dropFile(page, recording("노래.wav"), 5, 300);
  await expect(page.getByLabel("모델 이름")).toHaveValue("그대로");
  await expect(page.getByText("노래.wav")).toHaveCount(0);
  await dropIntoZone(page, recording("노래.wav"));
  await expect(page.getByText("노래.wav")).toBeVisible();
});

test("a dropped folder is named, and not taken for a recording", async ({ page }) => {
  const folder = recording("녹음 폴더");
  mkdirSync(folder, { recursive: true });
  await page.goto("/");
  await dropIntoZone(page, folder);
  await expect(page.getByText(/녹음 폴더: 폴더입니다/).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "녹음 폴더 빼기" })).toHaveCount(0);
});
