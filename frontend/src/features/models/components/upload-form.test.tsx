import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";

import type { Model } from "@/schemas/model";
import { renderPage } from "@/testing/render-page";
import { springModel } from "@/testing/samples";
import { server } from "@/testing/server";

import { useUploadDraft } from "../lib/upload-draft";
import { UploadForm } from "./upload-form";

function Page({ onUploaded = () => undefined }: { onUploaded?: (model: Model) => void }) {
  return <UploadForm draft={useUploadDraft()} onUploaded={onUploaded} />;
}

async function send(name: string, onUploaded?: (model: Model) => void) {
  const user = renderPage(<Page onUploaded={onUploaded} />);
  await user.upload(screen.getByLabelText(/모델 파일/), new File(["x"], name));
  await user.click(screen.getByRole("button", { name: "모델 업로드" }));
}

test("a file that is no model is refused before it is sent", async () => {
  await send("노래.mp3");
  expect(screen.getByText("ZIP이나 .pth 파일만 올릴 수 있습니다.")).toBeVisible();
});

test("a bare .pth is accepted as well as a zip", async () => {
  server.use(http.post("*/api/models", () => HttpResponse.json({ model: springModel }, { status: 201 })));
  const uploaded = new Promise<Model>((resolve) => void send("봄.pth", resolve));
  await expect(uploaded).resolves.toMatchObject({ name: "봄" });
});

test("a wrong file is told by what it is", async () => {
  const error = { code: "checkpoint_incompatible", message: "No.", field: "file", kind: "discriminator" };
  server.use(http.post("*/api/models", () => HttpResponse.json({ error }, { status: 422 })));
  await send("봄.zip");
  expect(await screen.findByText(/^학습용 판별기/)).toBeVisible();
});

test("an accepted model is handed on", async () => {
  server.use(http.post("*/api/models", () => HttpResponse.json({ model: springModel }, { status: 201 })));
  const uploaded = new Promise<Model>((resolve) => void send("봄.zip", resolve));
  await expect(uploaded).resolves.toMatchObject({ name: "봄" });
});
