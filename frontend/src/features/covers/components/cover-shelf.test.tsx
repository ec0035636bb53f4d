import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";

import { recall, remember } from "@/lib/session";
import { renderPage } from "@/testing/render-page";
import { capabilitiesAnswer, riverCover } from "@/testing/samples";
import { server } from "@/testing/server";

import { CoverShelf } from "./cover-shelf";

/** A shelf over a server with one cover, which it can rename. */
function openShelf() {
  let cover = riverCover;
  server.use(
    http.get("*/api/capabilities", () => HttpResponse.json(capabilitiesAnswer)),
    http.get("*/api/covers", () => HttpResponse.json({ covers: [cover] })),
    http.patch("*/api/covers/c1", async ({ request }) => {
      cover = { ...cover, ...((await request.json()) as { name: string }) };
      return HttpResponse.json({ cover });
    }),
  );
  return renderPage(<CoverShelf />);
}

async function rename(name: string) {
  const user = openShelf();
  await user.click(await screen.findByRole("button", { name: "강 이름 바꾸기" }));
  await user.clear(screen.getByRole("textbox", { name: "새 이름" }));
  await user.type(screen.getByRole("textbox", { name: "새 이름" }), name);
  await user.click(screen.getByRole("button", { name: "바꾸기" }));
  await screen.findByRole("link", { name });
}

test("a cover tells its model and its shift", async () => {
  openShelf();
  expect(await screen.findByText(/^봄 · \+12반음 · 0:15 · /)).toBeVisible();
});

test("the visit's cover is remembered by its new name", async () => {
  remember("coverUrl", riverCover.url);
  remember("songName", "강");
  await rename("바다");
  expect(recall("songName")).toBe("바다");
});

test("another cover's new name is not the visit's", async () => {
  remember("coverUrl", "/cover/other.wav");
  remember("songName", "산");
  await rename("바다");
  expect(recall("songName")).toBe("산");
});
