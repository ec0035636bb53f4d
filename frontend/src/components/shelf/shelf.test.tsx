import { screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { useState } from "react";
import { expect, test } from "vitest";

import { ApiError } from "@/lib/api-error";
import { renderPage } from "@/testing/render-page";
import { capabilitiesAnswer } from "@/testing/samples";
import { server } from "@/testing/server";

import { Shelf } from "./shelf";

const item = {
  key: "c1",
  name: "강",
  facts: "봄",
  to: "/covered/c1",
  playUrl: null,
  downloadUrl: "/api/covers/c1/download",
};

interface Answers {
  items?: (typeof item)[];
  undoSeconds?: number;
  onRename?: () => Promise<void>;
  onRemove?: () => Promise<void>;
  onRestore?: () => Promise<void>;
}

/** A shelf over a server that does what it is asked to, unless it refuses. */
function openShelf(answers: Answers = {}) {
  const asked: string[] = [];
  const capabilities = { ...capabilitiesAnswer, limits: { ...capabilitiesAnswer.limits, undo_seconds: answers.undoSeconds ?? 600 } };
  server.use(http.get("*/api/capabilities", () => HttpResponse.json(capabilities)));
  const user = renderPage(<Page asked={asked} answers={answers} />);
  return { user, asked };
}

function Page({ asked, answers }: { asked: string[]; answers: Answers }) {
  const [items, setItems] = useState(answers.items ?? [item]);
  const ask = async (words: string, answer = done) => {
    asked.push(words);
    await answer();
  };
  return (
    <>
      <Shelf
        label="커버"
        items={items}
        storageKey="removedCovers"
        onRename={(key, name) => ask(`rename ${key} ${name}`, answers.onRename).then(() => setItems([renamed(name)]))}
        onRemove={(key) => ask(`remove ${key}`, answers.onRemove).then(() => setItems((now) => now.filter((other) => other.key !== key)))}
        onRestore={(key) => ask(`restore ${key}`, answers.onRestore).then(() => setItems([item]))}
      />
      <button type="button" onClick={() => setItems([item])}>
        올리기
      </button>
    </>
  );
}

/** A model's key is its name. */
const renamed = (name: string) => ({ ...item, key: name, name });
const done = () => Promise.resolve();
const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 50));
const refuse = (status: number, code: string) => () => Promise.reject(new ApiError(status, { code, message: "No." }));

test("a deleted thing can be brought back for ten minutes", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  expect(await screen.findByText(/(10:00|9:59) 안에 되돌릴 수 있습니다/)).toBeVisible();
});

test("how long an undo is possible is the server's to say", async () => {
  const { user } = openShelf({ undoSeconds: 7200 });
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  expect(await screen.findByText(/(2:00:00|1:59:59) 안에 되돌릴 수 있습니다/)).toBeVisible();
});

test("after deleting, the focus is on undo", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  expect(await screen.findByRole("button", { name: "되돌리기" })).toHaveFocus();
});

test("renaming starts in the name's field", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 이름 바꾸기" }));
  expect(screen.getByRole("textbox", { name: "새 이름" })).toHaveFocus();
});

test("what is deleted keeps its place, so that no other row comes under the pointer", async () => {
  const items = ["하나", "둘", "셋"].map((name) => ({ ...item, key: name, name }));
  const { user } = openShelf({ items });
  await user.click(screen.getByRole("button", { name: "둘 지우기" }));
  await screen.findByRole("button", { name: "되돌리기" });
  const rows = screen.getAllByRole("listitem").map((row) => row.textContent);
  expect(rows[0]).toContain("하나");
  expect(rows[1]).toContain("되돌릴");
  expect(rows[2]).toContain("셋");
});

test("a double click on the trash deletes once and undoes nothing", async () => {
  const { user, asked } = openShelf({ onRemove: slow });
  await user.dblClick(screen.getByRole("button", { name: "강 지우기" }));
  await screen.findByRole("button", { name: "되돌리기" });
  expect(asked).toEqual(["remove c1"]);
});

test("a double click on undo asks once", async () => {
  const { user, asked } = openShelf({ onRestore: slow });
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.dblClick(await screen.findByRole("button", { name: "되돌리기" }));
  await screen.findByRole("link", { name: "강" });
  expect(asked).toEqual(["remove c1", "restore c1"]);
});

test("undo brings it back", async () => {
  const { user, asked } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.click(await screen.findByRole("button", { name: "되돌리기" }));
  expect(await screen.findByRole("link", { name: "강" })).toBeVisible();
  expect(asked).toEqual(["remove c1", "restore c1"]);
});

test("after an undo, the focus is on what came back", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.click(await screen.findByRole("button", { name: "되돌리기" }));
  await waitFor(() => expect(screen.getByRole("link", { name: "강" })).toHaveFocus());
});

test("what takes a restored thing's name later does not take the focus", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.click(await screen.findByRole("button", { name: "되돌리기" }));
  await user.click(await screen.findByRole("button", { name: "강 지우기" }));
  await user.click(screen.getByRole("button", { name: "올리기" }));
  expect(screen.getByRole("button", { name: "올리기" })).toHaveFocus();
});

test("what takes a restored and renamed thing's old name later does not take the focus", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.click(await screen.findByRole("button", { name: "되돌리기" }));
  await user.click(await screen.findByRole("button", { name: "강 이름 바꾸기" }));
  await user.type(screen.getByRole("textbox", { name: "새 이름" }), "물");
  await user.click(screen.getByRole("button", { name: "바꾸기" }));
  await screen.findByRole("link", { name: "강물" });
  await user.click(screen.getByRole("button", { name: "올리기" }));
  expect(screen.getByRole("button", { name: "올리기" })).toHaveFocus();
});

test("what takes a deleted thing's name is shown beside the undo", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.click(screen.getByRole("button", { name: "올리기" }));
  expect(screen.getByRole("link", { name: "강" })).toBeVisible();
  expect(screen.getByRole("button", { name: "되돌리기" })).toBeVisible();
});

test("of a name deleted twice, only what had it last is offered back", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.click(screen.getByRole("button", { name: "올리기" }));
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  expect(await screen.findAllByRole("button", { name: "되돌리기" })).toHaveLength(1);
});

test.each([
  ["whose name is used again says what to rename", refuse(409, "name_taken"), /그 모델의 이름을 바꾼 뒤/],
  ["that comes too late says so", refuse(404, "not_found"), /되돌릴 수 있는 시간이 지났습니다/],
])("an undo %s", async (_, onRestore, words) => {
  const { user } = openShelf({ onRestore });
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.click(await screen.findByRole("button", { name: "되돌리기" }));
  expect(await screen.findByRole("alert")).toHaveTextContent(words);
});

test("a refused deletion says why and deletes nothing", async () => {
  const { user } = openShelf({ onRemove: refuse(409, "model_in_use") });
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("이 모델은 학습 중입니다");
  expect(screen.getByRole("link", { name: "강" })).toBeVisible();
});

test("a new name is sent", async () => {
  const { user, asked } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 이름 바꾸기" }));
  await user.clear(screen.getByRole("textbox", { name: "새 이름" }));
  await user.type(screen.getByRole("textbox", { name: "새 이름" }), "바다");
  await user.click(screen.getByRole("button", { name: "바꾸기" }));
  expect(asked).toEqual(["rename c1 바다"]);
});
