import { useQuery } from "@tanstack/react-query";
import { screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";

import { recall, remember } from "@/lib/session";
import { Askers } from "@/testing/askers";
import { renderPage } from "@/testing/render-page";
import { capabilitiesAnswer, springModel } from "@/testing/samples";
import { server } from "@/testing/server";

import { ModelShelf } from "./model-shelf";

/** A server with the models `names`, which it can rename and delete. */
function serve(...names: string[]) {
  let models = names.map((name) => ({ ...springModel, name }));
  server.use(
    http.get("*/api/capabilities", () => HttpResponse.json(capabilitiesAnswer)),
    http.get("*/api/models", () => HttpResponse.json({ models })),
    http.patch("*/api/models/:name", async ({ params, request }) => {
      const { name } = (await request.json()) as { name: string };
      models = models.map((model) => (model.name === params.name ? { ...model, name } : model));
      return HttpResponse.json({ model: { ...springModel, name } });
    }),
    http.post("*/api/models/:name/restore", ({ params }) => {
      const model = { ...springModel, name: String(params.name) };
      models = [model, ...models];
      return HttpResponse.json({ model });
    }),
    http.delete("*/api/models/:name", ({ params }) => {
      models = models.filter((model) => model.name !== params.name);
      return new Response(null, { status: 204 });
    }),
  );
}

beforeEach(() => {
  serve("봄", "가을");
  remember("modelName", "봄");
});

/** What is asked for again of what tells of models too. */
let asked: string[] = [];

function openShelf() {
  asked = [];
  return renderPage(
    <>
      <Askers names={["covers", "jobs"]} asked={asked} />
      <ModelShelf />
    </>,
  );
}

async function rename(from: string, to: string) {
  const user = openShelf();
  await user.click(await screen.findByRole("button", { name: `${from} 이름 바꾸기` }));
  await user.clear(screen.getByRole("textbox", { name: "새 이름" }));
  await user.type(screen.getByRole("textbox", { name: "새 이름" }), to);
  await user.click(screen.getByRole("button", { name: "바꾸기" }));
  await screen.findByRole("link", { name: to });
}

async function remove(name: string) {
  const user = openShelf();
  await user.click(await screen.findByRole("button", { name: `${name} 지우기` }));
  await waitFor(() => expect(screen.queryByRole("link", { name })).not.toBeInTheDocument());
  return user;
}

test("the visit's model is remembered by its new name", async () => {
  await rename("봄", "여름");
  expect(recall("modelName")).toBe("여름");
});

test("another model's new name is not the visit's", async () => {
  await rename("가을", "겨울");
  expect(recall("modelName")).toBe("봄");
});

test("a deleted model is no longer the visit's", async () => {
  await remove("봄");
  expect(recall("modelName")).toBeNull();
});

test("another model's deletion leaves the visit's", async () => {
  await remove("가을");
  expect(recall("modelName")).toBe("봄");
});

test("covers and jobs are asked for again, since they tell a model's name", async () => {
  await rename("봄", "여름");
  expect(asked).toEqual(["covers", "jobs", "covers", "jobs"]);
});

test("jobs are asked for again, since a deleted model's training cannot be gone on with, and a restored one's can", async () => {
  const user = await remove("봄");
  expect(asked).toEqual(["covers", "jobs", "jobs"]);
  await user.click(screen.getByRole("button", { name: "되돌리기" }));
  await screen.findByRole("link", { name: "봄" });
  expect(asked).toEqual(["covers", "jobs", "jobs", "jobs"]);
});

/** A part of the page whose list of jobs is on its way for ever. */
function SlowJobs() {
  useQuery({ queryKey: ["jobs"], queryFn: () => new Promise(() => undefined) });
  return null;
}

test("neither a deletion nor its undo waits for the jobs", async () => {
  const user = renderPage(
    <>
      <SlowJobs />
      <ModelShelf />
    </>,
  );
  await user.click(await screen.findByRole("button", { name: "봄 지우기" }));
  await user.click(await screen.findByRole("button", { name: "되돌리기" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "되돌리기" })).not.toBeInTheDocument());
  expect(screen.getByRole("link", { name: "봄" })).toHaveFocus();
});
