import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";

import { ApiError } from "@/lib/api-error";
import { renderPage } from "@/testing/render-page";

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
  onRename?: () => Promise<void>;
  onRemove?: () => Promise<void>;
  onRestore?: () => Promise<void>;
}

/** A shelf over a server that remembers what it was asked to do. */
function openShelf(answers: Answers = {}) {
  const asked: string[] = [];
  const user = renderPage(<ShelfOverServer asked={asked} {...answers} />);
  return { user, asked };
}

function ShelfOverServer({ asked, onRename = done, onRemove = done, onRestore = done }: Answers & { asked: string[] }) {
  const [items, setItems] = useState([item]);
  return (
    <>
      <Shelf
        label="커버"
        items={items}
        storageKey="removedCovers"
        onRename={(key, name) => (asked.push(`rename ${key} ${name}`), onRename())}
        onRemove={(key) => (asked.push(`remove ${key}`), onRemove().then(() => setItems([])))}
        onRestore={(key) => (asked.push(`restore ${key}`), onRestore().then(() => setItems([item])))}
      />
      <button onClick={() => setItems([item])}>같은 이름으로 올리기</button>
    </>
  );
}

const done = () => Promise.resolve();

test("a deleted thing can be brought back for ten minutes", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  expect(await screen.findByText(/(10:00|9:59) 안에 되돌릴 수 있습니다/)).toBeVisible();
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

test("undo brings it back", async () => {
  const { user, asked } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.click(await screen.findByRole("button", { name: "되돌리기" }));
  expect(await screen.findByRole("link", { name: "강" })).toBeVisible();
  expect(asked).toEqual(["remove c1", "restore c1"]);
});

test("a deleted thing is gone from the shelf", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await screen.findByRole("button", { name: "되돌리기" });
  expect(screen.queryByRole("link", { name: "강" })).toBeNull();
});

test("a new thing under the key of a deleted one is shown", async () => {
  const { user } = openShelf();
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.click(screen.getByRole("button", { name: "같은 이름으로 올리기" }));
  expect(await screen.findByRole("link", { name: "강" })).toBeVisible();
});

test("an undo whose name is taken says what to do", async () => {
  const refuse = () => Promise.reject(new ApiError(409, "name_taken", "Taken."));
  const { user } = openShelf({ onRestore: refuse });
  await user.click(screen.getByRole("button", { name: "강 지우기" }));
  await user.click(await screen.findByRole("button", { name: "되돌리기" }));
  expect(await screen.findByText(/그쪽 이름을 바꾼 뒤 되돌려/)).toBeVisible();
});

test("a refused deletion says why and deletes nothing", async () => {
  const refuse = () => Promise.reject(new ApiError(409, "model_in_use", "In use."));
  const { user } = openShelf({ onRemove: refuse });
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
