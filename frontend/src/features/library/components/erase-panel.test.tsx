import { screen, waitFor } from "@testing-library/react";
import { http } from "msw";
import { expect, test } from "vitest";

import { Askers } from "@/testing/askers";
import { renderPage } from "@/testing/render-page";
import { server } from "@/testing/server";

import { ErasePanel } from "./erase-panel";

const recordings = () => screen.getByRole("button", { name: "내 녹음과 노래 지우기" });
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

test("recordings are asked about once more, and the question is read out", async () => {
  const user = renderPage(<ErasePanel />);
  await user.click(recordings());
  expect(screen.getByRole("status")).toHaveTextContent(/^녹음과 노래를 지울까요\?.*되돌릴 수 없습니다\.$/);
});

test("a double press of deletion erases nothing", async () => {
  let deleted = 0;
  server.use(
    http.delete("*/api/library/recordings", () => {
      deleted += 1;
      return new Response(null, { status: 204 });
    }),
  );
  const user = renderPage(<ErasePanel />);
  await user.dblClick(recordings());
  expect(await screen.findByRole("button", { name: "취소" })).toHaveFocus();
  expect(deleted).toBe(0);
});

test("the new voice's track is not among what goes", async () => {
  const user = renderPage(<ErasePanel />);
  expect(screen.getByText(/변환된 목소리 트랙은 남지만.*나머지 트랙을 따로 받을 수 없게/)).toBeVisible();
  await user.click(recordings());
  expect(screen.getByText(/변환된 목소리를 뺀 트랙도 함께 사라집니다/)).toBeVisible();
});

test("what it takes besides the recordings is told beforehand", () => {
  renderPage(<ErasePanel />);
  expect(screen.getByText(/올린 노래와 거기서 나눈 트랙.*학습을 이어서 할 수 없고.*원곡과 비교/)).toBeVisible();
});

test.each([204, 409])("covers and songs are asked for again after an answer of %i", async (status) => {
  server.use(http.delete("*/api/library/recordings", () => new Response(null, { status })));
  const asked: string[] = [];
  const user = renderPage(
    <>
      <Askers names={["covers", "songs"]} asked={asked} />
      <ErasePanel />
    </>,
  );
  await user.click(recordings());
  await user.click(screen.getByRole("button", { name: "그래도 지우기" }));
  await waitFor(() => expect(asked).toEqual(["covers", "songs", "covers", "songs"]));
});

test.each(["내 녹음과 노래 지우기", "모두 지우기"])("whoever stops short of %s is back at its button", async (name) => {
  const user = renderPage(<ErasePanel />);
  await user.click(screen.getByRole("button", { name }));
  await user.click(screen.getByRole("button", { name: "취소" }));
  expect(screen.getByRole("button", { name })).toHaveFocus();
});
