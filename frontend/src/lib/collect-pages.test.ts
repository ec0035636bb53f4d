import { expect, test } from "vitest";

import { collectPages } from "./collect-pages";

/** A server's list of `count` rows, and the parts it was asked for. */
function listOf(count: number) {
  const rows = Array.from({ length: count }, (_, position) => position);
  const asked: string[] = [];
  const read = (query: string) => {
    asked.push(query);
    const page = new URLSearchParams(query);
    const offset = Number(page.get("offset"));
    return Promise.resolve(rows.slice(offset, offset + Number(page.get("limit"))));
  };
  return { rows, asked, read };
}

test.each([0, 1, 200, 450])("all of %i rows are there, in order", async (count) => {
  const { rows, read } = listOf(count);
  expect(await collectPages(read)).toEqual(rows);
});

test("a short list is asked for once", async () => {
  const { asked, read } = listOf(199);
  await collectPages(read);
  expect(asked).toEqual(["limit=200&offset=0"]);
});
