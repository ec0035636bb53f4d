import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

const PAGES = ["/", "/trained", "/covered", "/library", "/training/none", "/no/such/page"];
const THEMES = ["light", "dark"] as const;

/** Adds up what moves on the page by itself, from its first paint on. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) shifts.push(entry.value);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { shifts: number[] }).shifts.reduce((sum, one) => sum + one, 0));
}

for (const theme of THEMES) {
  test(`every page, as a newcomer finds it, is accessible and stands still, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width: 390, height: 844 });
    const shifted = await watchShifts(page);
    for (const path of PAGES) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await shifted(), path).toBeLessThan(0.02);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, path).toBe(0);
    }
  });
}

test("a page that cannot be fetched says so, and comes back with the server", async ({ page, context }) => {
  await page.goto("/");
  await context.setOffline(true);
  await page.getByRole("link", { name: "보관함" }).click();
  await expect(page.getByRole("heading", { name: "페이지를 불러오지 못했습니다" })).toBeVisible();
  await context.setOffline(false);
  await page.getByRole("button", { name: "다시 열기" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "보관함" })).toBeVisible();
});
