import { screen, waitFor } from "@testing-library/react";
import { delay, http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";

import { Shelf } from "@/components/shelf/shelf";
import { recall, remember } from "@/lib/session";
import { renderPage } from "@/testing/render-page";
import { capabilitiesAnswer } from "@/testing/samples";
import { server } from "@/testing/server";

import { ErasePanel } from "./erase-panel";
import { LibraryKey } from "./library-key";

/** The keys that the server was asked to open with; it knows the library of "BBBB" besides its own. */
let opened: string[] = [];

beforeEach(() => {
  let own = "AAAA";
  opened = [];
  server.use(
    http.get("*/api/capabilities", () => HttpResponse.json(capabilitiesAnswer)),
    http.get("*/api/library/key", () => HttpResponse.json({ key: own })),
    http.delete("*/api/library", () => new Response(null, { status: 204 })),
    http.post("*/api/library/restore", async ({ request }) => {
      const { key } = (await request.json()) as { key: string };
      opened.push(key);
      if (key !== "BBBB") {
        const error = { code: "invalid_library_key", message: "No library has this key.", field: "key" };
        return HttpResponse.json({ error }, { status: 404 });
      }
      own = key;
      return new Response(null, { status: 204 });
    }),
  );
});

async function enter(key: string) {
  const user = renderPage(
    <>
      <LibraryKey />
      <ErasePanel />
      <RemovedCovers />
    </>,
  );
  await user.type(screen.getByRole("textbox", { name: "키 입력" }), key);
  await user.click(screen.getByRole("button", { name: "이 키로 열기" }));
  return user;
}

function RemovedCovers() {
  const done = () => Promise.resolve();
  return <Shelf label="커버" items={[]} storageKey="removedCovers" onRename={done} onRemove={done} onRestore={done} />;
}

const ownKey = () => screen.queryByRole("group", { name: "내 키" });
const field = () => screen.getByRole("textbox", { name: "키 입력" });
const confirm = () => screen.findByRole("button", { name: "저장했으니 열기" });

test("before a library is left, its own key is shown", async () => {
  await enter("BBBB");
  expect(await screen.findByText("지금 보관함을 떠나 다른 보관함을 엽니다.")).toBeVisible();
  expect(ownKey()).toHaveTextContent("AAAA");
  expect(opened).toEqual([]);
});

test("the question starts at staying", async () => {
  await enter("BBBB");
  expect(await screen.findByRole("button", { name: "취소" })).toHaveFocus();
});

test("whoever stays opens nothing", async () => {
  const user = await enter("BBBB");
  await user.click(await screen.findByRole("button", { name: "취소" }));
  expect(screen.queryByRole("button", { name: "저장했으니 열기" })).not.toBeInTheDocument();
  expect(opened).toEqual([]);
  expect(field()).toHaveFocus();
});

test("once the key is noted, the other library opens", async () => {
  const user = await enter("BBBB");
  await user.click(await confirm());
  expect(await screen.findByText("보관함을 열었습니다.")).toBeVisible();
  expect(opened).toEqual(["BBBB"]);
  expect(field()).toHaveFocus();
});

test("a wrong key is told of at its field, and nothing is left", async () => {
  remember("modelName", "봄");
  const user = await enter("CCCC");
  await user.click(await confirm());
  expect(await screen.findByText(/맞지 않는 키입니다/)).toBeVisible();
  expect(recall("modelName")).toBe("봄");
  expect(field()).toHaveFocus();
});

test("the answer to a key goes once another one is entered", async () => {
  const user = await enter("CCCC");
  await user.click(await confirm());
  await screen.findByText(/맞지 않는 키입니다/);
  await user.clear(field());
  await user.type(field(), "BBBB");
  expect(screen.queryByText(/맞지 않는 키입니다/)).not.toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "이 키로 열기" }));
  await user.click(await confirm());
  await screen.findByText("보관함을 열었습니다.");
  await user.type(field(), "D");
  expect(screen.queryByText("보관함을 열었습니다.")).not.toBeInTheDocument();
});

test.each([
  ["BBBB", "보관함을 열었습니다."],
  ["CCCC", /맞지 않는 키입니다/],
])("the answer to %s comes also where one types on meanwhile, and what was typed stays", async (key, words) => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  server.use(http.post("*/api/library/restore", () => held.then(() => undefined)));
  const user = await enter(key);
  await user.click(await confirm());
  await user.type(field(), "D");
  answer();
  expect(await screen.findByText(words)).toBeVisible();
  expect(field()).toHaveValue(`${key}D`);
});

test("where its own key does not come, the focus that fell with the pressed button is back at the field", async () => {
  server.use(
    http.get("*/api/library/key", async () => {
      // As in a browser, where a button that cannot be pressed any more loses the focus.
      field().focus();
      field().blur();
      await delay(10);
      return new Response(null, { status: 500 });
    }),
  );
  await enter("BBBB");
  await waitFor(() => expect(field()).toHaveFocus());
});

test("nothing of the library before stays: its key, what was deleted in it, the visit's model", async () => {
  remember("modelName", "봄");
  sessionStorage.setItem("removedCovers", JSON.stringify([{ key: "c1", name: "강", at: Date.now() }]));
  const user = await enter("BBBB");
  expect(screen.getByRole("button", { name: "되돌리기" })).toBeVisible();
  await user.click(await confirm());
  await waitFor(() => expect(screen.queryByRole("button", { name: "되돌리기" })).not.toBeInTheDocument());
  expect(ownKey()).not.toBeInTheDocument();
  expect(recall("modelName")).toBeNull();
});

test("after another library is opened, the key shown is that one's", async () => {
  const user = await enter("BBBB");
  await user.click(await confirm());
  await user.click(await screen.findByRole("button", { name: "키 보기" }));
  await waitFor(() => expect(ownKey()).toHaveTextContent("BBBB"));
});

test("deleting everything takes the shown key and the undo with it", async () => {
  sessionStorage.setItem("removedCovers", JSON.stringify([{ key: "c1", name: "강", at: Date.now() }]));
  const user = await enter("BBBB");
  await user.click(await screen.findByRole("button", { name: "취소" }));
  await user.click(screen.getByRole("button", { name: "모두 지우기" }));
  await user.type(screen.getByRole("textbox", { name: /라고 입력하세요/ }), "모두 지우기");
  await user.click(screen.getByRole("button", { name: "모두 지우기" }));
  await waitFor(() => expect(ownKey()).not.toBeInTheDocument());
  expect(screen.queryByRole("button", { name: "되돌리기" })).not.toBeInTheDocument();
});
