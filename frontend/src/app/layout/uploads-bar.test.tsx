import { screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { useState } from "react";
import { Route, Routes } from "react-router";
import { beforeEach, expect, test } from "vitest";

import { defer } from "@/testing/defer";
import { renderPage } from "@/testing/render-page";
import { capabilitiesAnswer, springModel } from "@/testing/samples";
import { server } from "@/testing/server";

import { HomePage } from "../pages/home-page";
import { UploadsBar } from "./uploads-bar";

/** The first page and, at the press of a button, another one in its place. */
function Pages() {
  const [away, setAway] = useState(false);
  return (
    <>
      {!away && <HomePage />}
      <button type="button" onClick={() => setAway(!away)}>
        갈아타기
      </button>
      <UploadsBar />
      <Routes>
        <Route path="/trained/:name" element={<p>모델 화면</p>} />
        <Route path="*" element={null} />
      </Routes>
    </>
  );
}

/** A zip on its way; the server answers when `answer` is called. */
async function sendModel() {
  const answer = defer<undefined>();
  server.use(
    http.post("*/api/models", async () => {
      await answer.promise;
      return HttpResponse.json({ model: springModel }, { status: 201 });
    }),
  );
  const user = renderPage(<Pages />);
  await user.click(screen.getByRole("tab", { name: "모델 업로드" }));
  await user.upload(screen.getByLabelText(/모델 파일/), new File(["x"], "봄.zip"));
  await user.click(screen.getByRole("button", { name: "모델 업로드" }));
  return { user, answer: () => answer.resolve(undefined) };
}

beforeEach(() => {
  server.use(
    http.get("*/api/capabilities", () => HttpResponse.json(capabilitiesAnswer)),
    http.get("*/api/jobs", () => HttpResponse.json({ jobs: [] })),
  );
});

test("who waits at the form is led on", async () => {
  const { answer } = await sendModel();
  answer();
  expect(await screen.findByText("모델 화면")).toBeVisible();
});

test("who is elsewhere stays there and is shown the way", async () => {
  const { user, answer } = await sendModel();
  await user.click(screen.getByRole("button", { name: "갈아타기" }));
  answer();
  await screen.findByText("봄.zip: 업로드했습니다.");
  expect(screen.queryByText("모델 화면")).toBeNull();
  await user.click(screen.getByRole("button", { name: "열기" }));
  expect(screen.getByText("모델 화면")).toBeVisible();
});

test("a form that is left and come back to still has its file", async () => {
  const { user } = await sendModel();
  await user.click(screen.getByRole("button", { name: "갈아타기" }));
  await user.click(screen.getByRole("button", { name: "갈아타기" }));
  await user.click(screen.getByRole("tab", { name: "모델 업로드" }));
  await waitFor(() => expect(screen.getByText("봄.zip")).toBeVisible());
});

test("the way back to a refused model leads to the tab of its form", async () => {
  const { user } = await sendModel();
  const error = { code: "checkpoint_incompatible", kind: "text", message: "A text file." };
  server.use(http.post("*/api/models", () => HttpResponse.json({ error }, { status: 422 })));
  await user.click(screen.getByRole("button", { name: "업로드 취소" }));
  await user.click(screen.getByRole("button", { name: "모델 업로드" }));
  await screen.findByText(/텍스트 파일입니다/);
  await user.click(screen.getByRole("tab", { name: "음성으로 학습" }));
  await user.click(screen.getByRole("button", { name: "입력 화면으로" }));
  expect(screen.getByRole("tab", { name: "모델 업로드" })).toHaveAttribute("aria-selected", "true");
});
