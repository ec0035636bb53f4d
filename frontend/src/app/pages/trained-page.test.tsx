import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";

import { recall, remember } from "@/lib/session";
import { renderPage } from "@/testing/render-page";
import { capabilitiesAnswer, springModel } from "@/testing/samples";
import { server } from "@/testing/server";

import { TrainedPage } from "./trained-page";

beforeEach(() => {
  const error = { code: "not_found", message: "There is no such model." };
  server.use(
    http.get("*/api/capabilities", () => HttpResponse.json(capabilitiesAnswer)),
    http.get("*/api/models", () => HttpResponse.json({ models: [springModel] })),
    http.get("*/api/models/:name", ({ params }) =>
      params.name === "봄" ? HttpResponse.json({ model: springModel }) : HttpResponse.json({ error }, { status: 404 }),
    ),
  );
});

test("a remembered model that is deleted makes room for the newest", async () => {
  remember("modelName", "여름");
  renderPage(<TrainedPage />, "/trained");
  expect(await screen.findByRole("heading", { name: "봄" })).toBeVisible();
  expect(recall("modelName")).toBe("봄");
});
