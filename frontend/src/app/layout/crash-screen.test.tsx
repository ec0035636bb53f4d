import { render, screen } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";

import { CrashScreen } from "./crash-screen";

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

function crash(message: string): void {
  const loader = () => {
    throw new TypeError(message);
  };
  const router = createMemoryRouter([
    { path: "/", loader, element: <p />, errorElement: <CrashScreen />, hydrateFallbackElement: <></> },
  ]);
  render(<RouterProvider router={router} />);
}

const refusals = ["Failed to fetch dynamically imported module: /assets/x.js", "Unable to preload CSS for /assets/x.css"];

test.each(refusals)("%s: the server's absence, not the page's fault", async (message) => {
  crash(message);
  expect(await screen.findByRole("heading", { level: 1, name: "페이지를 불러오지 못했습니다" })).toBeVisible();
});

test("a fault of the page promises that the work goes on", async () => {
  crash("x is not a function");
  expect(await screen.findByText(/작업은 서버에서 계속됩니다/)).toBeVisible();
});
