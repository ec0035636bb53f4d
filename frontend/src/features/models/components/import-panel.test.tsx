import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render-page";
import { springModel } from "@/testing/samples";
import { server } from "@/testing/server";

import { ImportPanel } from "./import-panel";

async function bring(...names: string[]) {
  server.use(http.post("*/api/models", () => HttpResponse.json({ model: springModel }, { status: 201 })));
  const user = renderPage(<ImportPanel />);
  const files = names.map((name) => new File(["x"], name));
  await user.upload(screen.getByLabelText(/가져올 파일/), files);
  await user.click(screen.getByRole("button", { name: "가져오기" }));
  return screen.findByRole("status");
}

test("what was brought in is counted", async () => {
  expect(await bring("anna.pth", "ben.zip")).toHaveTextContent("2개 모델을 가져왔습니다.");
});

test("an index alone brings in nothing, and the report says why", async () => {
  const report = await bring("added_anna.index");
  expect(report).toHaveTextContent(/^가져온 모델이 없습니다\.added_anna\.index: 이름이 맞는 \.pth가 없어/);
});

test("a whole folder of RVC asks for no index that was just taken", async () => {
  const report = await bring("anna.pth", "added_anna.index", "trained_anna.index");
  expect(report).toHaveTextContent(/trained_anna\.index: .*쓰지 않습니다\. 쓰이는 것은 added_로 시작하는 인덱스입니다\.$/);
});

test("a file that is no model is told of beside those that are", async () => {
  const report = await bring("anna.pth", "notes.txt");
  expect(report).toHaveTextContent(/^1개 모델을 가져왔습니다\.notes\.txt: /);
});
