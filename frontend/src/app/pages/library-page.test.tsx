import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render-page";
import { capabilitiesAnswer } from "@/testing/samples";
import { server } from "@/testing/server";

import { LibraryPage } from "./library-page";

/** The page over a server that cannot tell its models. */
function openLibrary() {
  server.use(
    http.get("*/api/capabilities", () => HttpResponse.json(capabilitiesAnswer)),
    http.get("*/api/models", () => HttpResponse.json({}, { status: 500 })),
    http.get("*/api/covers", () => HttpResponse.json({ covers: [] })),
    http.get("*/api/jobs", () => HttpResponse.json({ jobs: [] })),
    http.get("*/api/library/key", () => HttpResponse.json({ key: "AAAA" })),
    http.post("*/api/library/restore", () => new Response(null, { status: 204 })),
  );
  return renderPage(<LibraryPage />);
}

test("a list that does not come leaves the rest of the page standing", async () => {
  openLibrary();
  expect(await screen.findByRole("button", { name: "다시 시도" })).toBeVisible();
  expect(screen.getByRole("textbox", { name: "키 입력" })).toBeVisible();
});

test("a library is left only after a question, also where nothing in it can be seen", async () => {
  const user = openLibrary();
  await user.type(await screen.findByRole("textbox", { name: "키 입력" }), "BBBB");
  await user.click(screen.getByRole("button", { name: "이 키로 열기" }));
  expect(await screen.findByText("지금 보관함을 떠나 다른 보관함을 엽니다.")).toBeVisible();
});
