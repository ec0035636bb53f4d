import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";

import { z } from "@/config/zod";
import { server } from "@/testing/server";

import { request } from "./api-client";
import { ApiError } from "./api-error";

const anything = z.unknown();

test("a refusal keeps its code, words and field", async () => {
  const error = { code: "name_taken", message: "Taken.", field: "name" };
  server.use(http.get("*/api/x", () => HttpResponse.json({ error }, { status: 409 })));
  await expect(request("GET", "/x", anything)).rejects.toEqual(new ApiError(409, error));
});

test("an answer of another shape is an unexpected one", async () => {
  server.use(http.get("*/api/x", () => new HttpResponse("<html>", { status: 502 })));
  await expect(request("GET", "/x", anything)).rejects.toMatchObject({ data: { code: "unexpected_answer" }, status: 502 });
});

test("no answer at all says that the server is away", async () => {
  server.use(http.get("*/api/x", () => HttpResponse.error()));
  await expect(request("GET", "/x", anything)).rejects.toMatchObject({ data: { code: "offline" } });
});
