import { screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render-page";

import { LossChart } from "./loss-chart";

const points = [
  { epoch: 1, losses: { mel: 2, kl: 9 } },
  { epoch: 2, losses: { mel: 1, kl: 8 } },
];

test("the curve tells its numbers in words", () => {
  renderPage(<LossChart points={points} epochs={9} />);
  expect(screen.getByRole("img", { name: "멜 손실, 2번째 에포크까지. 처음 2.00, 지금 1.00." })).toBeVisible();
});

test("another loss can be chosen", async () => {
  const user = renderPage(<LossChart points={points} epochs={9} />);
  await user.click(screen.getByRole("radio", { name: "KL" }));
  expect(screen.getByRole("img", { name: /^KL 손실/ })).toBeVisible();
});

test("before the first epoch it says when there will be a curve", () => {
  renderPage(<LossChart points={[]} epochs={0} />);
  expect(screen.getByText(/첫 에포크가 끝나면/)).toBeVisible();
});

test("after the end it says that there will be none", () => {
  renderPage(<LossChart points={[]} epochs={0} ended />);
  expect(screen.getByText(/그릴 곡선이 없습니다/)).toBeVisible();
});

test("the table of losses can be reached and scrolled by keys", () => {
  renderPage(<LossChart points={points} epochs={20} />);
  expect(screen.getByRole("region", { name: "표로 보기", hidden: true })).toHaveAttribute("tabindex", "0");
});
