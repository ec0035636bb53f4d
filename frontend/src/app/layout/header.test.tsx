import { screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render-page";

import { Header } from "./header";

test("the chosen language is remembered", async () => {
  const user = renderPage(<Header />);
  await user.click(screen.getByRole("button", { name: "Switch to English" }));
  expect(screen.getByRole("link", { name: "Library" })).toBeVisible();
  expect(localStorage.getItem("language")).toBe("en");
});

test("the theme goes round and is remembered", async () => {
  const user = renderPage(<Header />);
  await user.click(screen.getByRole("button", { name: "화면 테마: 자동" }));
  await user.click(screen.getByRole("button", { name: "화면 테마: 밝게" }));
  expect(document.documentElement.dataset.theme).toBe("dark");
});

test("the present step of the way is marked", () => {
  renderPage(<Header />, "/covering/j1");
  expect(screen.getByRole("link", { name: "커버" })).toHaveAttribute("aria-current", "step");
});
