import { expect, test, type Page } from "@playwright/test";
import { recording, voiceClips } from "./recordings";

async function fillForm(page: Page, files: string[], name = "거절될 모델"): Promise<void> {
  await page.goto("/");
  await page.getByLabel("녹음 파일").setInputFiles(files);
  await page.getByLabel("모델 이름").fill(name);
  await page.getByRole("checkbox", { name: /권리/ }).check();
}

async function expectRefusal(page: Page, message: RegExp): Promise<void> {
  await page.getByRole("button", { name: "학습하기" }).click();
  await expect(page.getByText(message).first()).toBeVisible({ timeout: 30_000 });
  await expect(page).toHaveURL(/\/$/);
}

const BAD_RECORDINGS: [file: string, message: RegExp][] = [
  ["text.wav", /소리 파일이 아닙니다/],
  ["empty.wav", /빈 파일/],
  ["silence.wav", /소리가 거의 없는 파일/],
  ["short.wav", /소리가 0\.3초로 너무 짧/],
];

for (const [file, message] of BAD_RECORDINGS) {
  test(`${file} is refused in the page with its reason`, async ({ page }) => {
    await fillForm(page, [recording(file)]);
    await expectRefusal(page, message);
  });
}

test("no file is refused before anything is sent", async ({ page }) => {
  await fillForm(page, []);
  await expectRefusal(page, /녹음을 하나 이상/);
});

test("six files are refused", async ({ page }) => {
  await fillForm(page, [...voiceClips(), recording("silence.wav"), recording("short.wav"), recording("노래.wav")]);
  await expectRefusal(page, /5개까지/);
});

for (const name of ["a/b", "..", "가".repeat(200)]) {
  test(`the name ${name.slice(0, 8)} is refused`, async ({ page }) => {
    await fillForm(page, voiceClips(), name);
    await expectRefusal(page, name.length > 60 ? /60자까지/ : /쓸 수 없/);
  });
}

for (const epochs of ["0", "-3", "1.5"]) {
  test(`${epochs} epochs are refused`, async ({ page }) => {
    await fillForm(page, voiceClips());
    await page.getByRole("spinbutton", { name: "에포크", exact: true }).fill(epochs);
    await expectRefusal(page, /1에서 10000 사이/);
  });
}

test("a training stops when asked and keeps its model, whose name is then taken", async ({ page }) => {
  await fillForm(page, voiceClips(), "멈출 모델");
  await page.getByRole("spinbutton", { name: "에포크", exact: true }).fill("500");
  await page.getByRole("button", { name: "학습하기" }).click();
  await page.waitForURL(/\/training\//);
  await expect(page.getByText(/에포크 ([2-9]|\d\d+) \/ 500/)).toBeVisible({ timeout: 120_000 });
  const asked = Date.now();
  await page.getByRole("button", { name: "학습 중지" }).click();
  await expect(page.getByRole("button", { name: /이어서/ }).first()).toBeVisible({ timeout: 15_000 });
  expect(Date.now() - asked).toBeLessThan(15_000);
  await expect(page.getByRole("link", { name: "이 모델 쓰기" }).or(page.getByRole("button", { name: "이 모델 쓰기" }))).toBeVisible();
  await fillForm(page, voiceClips(), "멈출 모델");
  await expectRefusal(page, /이미 쓰고 있는 이름/);
});
