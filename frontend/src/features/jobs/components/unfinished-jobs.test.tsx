import { screen, within } from "@testing-library/react";
import { delay, http, HttpResponse } from "msw";
import { afterEach, expect, test, vi } from "vitest";

import type { Job } from "@/schemas/job";
import { renderPage } from "@/testing/render-page";
import { trainingJob } from "@/testing/samples";
import { server } from "@/testing/server";

import { UnfinishedJobs } from "./unfinished-jobs";

const failed: Job = {
  ...trainingJob,
  status: "failed",
  resumable: true,
  error: { code: "empty_dataset", message: "No slices." },
};
const stopped: Job = { ...trainingJob, id: "j2", status: "cancelled", resumable: true, model: "가을" };

function openList(...jobs: Job[]) {
  server.use(http.get("*/api/jobs", () => HttpResponse.json({ jobs })));
  renderPage(<UnfinishedJobs />);
}

const resumable = () => screen.findByRole("region", { name: "이어서 할 수 있는 학습" });

test("a running job is found again", async () => {
  openList(trainingJob);
  const list = await screen.findByRole("region", { name: "진행 중인 작업" });
  expect(within(list).getByRole("link")).toHaveAttribute("href", "/training/j1");
  expect(screen.getAllByRole("region")).toHaveLength(1);
});

test("a failed training that can be gone on with is found again, with its reason", async () => {
  openList(failed);
  const link = within(await resumable()).getByRole("link", { name: /봄 학습/ });
  expect(link).toHaveAttribute("href", "/training/j1");
  expect(link).toHaveTextContent(/실패.*쓸 만한 목소리 구간을 찾지 못했습니다/);
});

test("a stopped training that can be gone on with is found again", async () => {
  openList(stopped);
  expect(within(await resumable()).getByRole("link", { name: /가을 학습/ })).toHaveTextContent("중지됨");
});

test("what cannot be gone on with is not listed", async () => {
  openList({ ...trainingJob, id: "j3" }, { ...failed, resumable: false }, { ...stopped, resumable: false });
  await screen.findByRole("region", { name: "진행 중인 작업" });
  expect(screen.getAllByRole("link")).toHaveLength(1);
});

test("as many jobs are looked through as the server gives at once", async () => {
  const asked: string[] = [];
  server.use(
    http.get("*/api/jobs", ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ jobs: [trainingJob] });
    }),
  );
  renderPage(<UnfinishedJobs />);
  await screen.findByRole("region", { name: "진행 중인 작업" });
  expect(asked).toEqual(["?limit=1000"]);
});

afterEach(() => vi.useRealTimers());

test.each([
  ["ten seconds where a job is unfinished", trainingJob, 10],
  ["a minute where none is", stopped, 60],
])("jobs are asked for again after %s", async (_, job, seconds) => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  let asked = 0;
  server.use(
    http.get("*/api/jobs", () => {
      asked += 1;
      return HttpResponse.json({ jobs: [job] });
    }),
  );
  renderPage(<UnfinishedJobs />);
  await screen.findByRole("region");
  await vi.advanceTimersByTimeAsync(seconds * 1000 - 1);
  await delay(50);
  expect(asked).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await vi.waitFor(() => expect(asked).toBe(2));
});

test("no more than a handful is listed, the newest first", async () => {
  const many = ["a", "b", "c", "d", "e", "f"].map((id): Job => ({ ...stopped, id }));
  openList(...many);
  const links = within(await resumable()).getAllByRole("link");
  expect(links.map((link) => link.getAttribute("href")?.at(-1)).join("")).toBe("abcde");
});
