import { screen } from "@testing-library/react";
import { http } from "msw";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render-page";
import { server } from "@/testing/server";

import { ErasePanel } from "./erase-panel";

const everything = () => screen.getByRole("button", { name: "모두 지우기" });

test("everything goes only after its name is typed", async () => {
  const user = renderPage(<ErasePanel />);
  await user.click(everything());
  await user.type(screen.getByRole("textbox"), "모두");
  expect(everything()).toBeDisabled();
});

test("once typed, everything goes", async () => {
  server.use(http.delete("*/api/library", () => new Response(null, { status: 204 })));
  const user = renderPage(<ErasePanel />);
  await user.click(everything());
  await user.type(screen.getByRole("textbox"), "모두 지우기");
  await user.click(everything());
  expect(await screen.findByText("모두 지웠습니다.")).toBeVisible();
});

test("recordings are asked about once more", async () => {
  const user = renderPage(<ErasePanel />);
  await user.click(screen.getByRole("button", { name: "내 녹음 지우기" }));
  expect(screen.getByText("녹음과 노래를 지울까요? 되돌릴 수 없습니다.")).toBeVisible();
});
