import { act, screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";

import type { JobProgress } from "@/lib/job-progress";
import type { Job } from "@/schemas/job";
import { FakeJobSocket } from "@/testing/fake-jobs";
import { renderPage } from "@/testing/render-page";
import { eventsOf, springModel, trainingJob } from "@/testing/samples";
import { server } from "@/testing/server";

import { JobScreen } from "./job-screen";

const line = vi.hoisted(() => ({ socket: null as FakeJobSocket | null }));

vi.mock("@/lib/socket", () => ({
  subscribeToJob: (...parts: Parameters<FakeJobSocket["subscribeToJob"]>) => line.socket?.subscribeToJob(...parts),
}));

let socket: FakeJobSocket;

beforeEach(() => {
  socket = new FakeJobSocket();
  line.socket = socket;
  answerJob({});
});

function answerJob(change: Partial<Job>) {
  server.use(http.get("*/api/jobs/j1", () => HttpResponse.json({ job: { ...trainingJob, ...change } })));
}

function openScreen(
  onSucceeded: (progress: JobProgress) => void = () => undefined,
  onResumed: (job: Job) => void = () => undefined,
) {
  return renderPage(
    <JobScreen
      jobId="j1"
      plan={["preparing", "training"]}
      title={(job) => job?.model ?? ""}
      stopLabel="학습 중지"
      startOver={() => "/"}
      detail={(progress) => <output aria-label="samples">{progress.samples.length}</output>}
      onSucceeded={onSucceeded}
      onResumed={onResumed}
    />,
  );
}

const send = (...bodies: Parameters<typeof eventsOf>[0]) => act(() => socket.send(eventsOf(bodies)));

const started = { type: "stage_started", stage: "training", total: 8 } as const;
const advanced = { type: "stage_advanced", stage: "training", done: 3, total: 8 } as const;

test("before the first stage it says that the engine is being opened", () => {
  openScreen();
  send({ type: "started" });
  expect(screen.getByRole("progressbar", { name: "전체 진행" })).toHaveAttribute("aria-valuetext", "오디오 엔진을 준비하는 중");
});

test("the running stage shows its counted work", () => {
  openScreen();
  send({ type: "started" }, started, advanced);
  expect(screen.getByRole("progressbar", { name: "학습" })).toHaveAttribute("aria-valuenow", "38");
});

test("a repeated event changes nothing", () => {
  openScreen();
  const sample = { type: "sample_ready", url: "/s", epoch: 1 } as const;
  send({ type: "started" }, sample);
  send({ type: "started" }, sample);
  expect(screen.getByRole("status", { name: "samples" })).toHaveTextContent("1");
});

test("after a lost connection it asks for what came since", () => {
  openScreen();
  send({ type: "queued" }, { type: "started" });
  act(() => socket.disconnect());
  act(() => socket.connect());
  expect(socket.joined.at(-1)).toBe(2);
});

test("a lost connection is said, and that the work goes on", () => {
  openScreen();
  act(() => socket.disconnect());
  expect(screen.getByText(/실시간 연결이 끊겨/)).toBeVisible();
});

test("a server that is away is said, and nothing is promised", async () => {
  server.use(http.get("*/api/jobs/j1", () => HttpResponse.error()));
  openScreen();
  act(() => socket.disconnect());
  expect(await screen.findByText(/서버에 연결할 수 없어/)).toBeVisible();
});

test("a failed job tells the reason and what to do", () => {
  openScreen();
  send({ type: "failed", error: { code: "empty_dataset", message: "No slices." } });
  expect(screen.getByRole("alert")).toHaveTextContent(/쓸 만한 목소리 구간을 찾지 못했습니다.*1분 넘게/);
});

test("a stopped training offers its model", () => {
  openScreen();
  send({ type: "cancelled", model: springModel });
  expect(screen.getByRole("link", { name: "이 모델 쓰기" })).toHaveAttribute("href", "/trained/%EB%B4%84");
});

test("a failed training offers the model that was kept", () => {
  openScreen();
  send({ type: "failed", error: { code: "out_of_memory", message: "No memory." }, model: springModel });
  expect(screen.getByRole("link", { name: "이 모델 쓰기" })).toHaveAttribute("href", "/trained/%EB%B4%84");
});

test("a resumable job offers to go on", async () => {
  answerJob({ status: "cancelled", resumable: true });
  openScreen();
  send({ type: "cancelled" });
  await screen.findByRole("heading", { name: "봄" });
  expect(await screen.findByRole("button", { name: "이어서 하기" })).toBeEnabled();
});

test("a training that ends can be resumed at once, without a wait for its row's next turn", async () => {
  openScreen();
  await screen.findByRole("heading", { name: "봄" });
  answerJob({ status: "cancelled", resumable: true });
  send({ type: "cancelled" });
  expect(await screen.findByRole("button", { name: "이어서 하기" }, { timeout: 1000 })).toBeVisible();
});

test("the time left of an early stage is told as that stage's", () => {
  openScreen();
  const preparing = { type: "stage_started", stage: "preparing", total: 8 } as const;
  send({ type: "started" }, preparing, { type: "stage_advanced", stage: "preparing", done: 1, total: 8, seconds_left: 7 });
  expect(screen.getByText("이 단계 약 10초 남음")).toBeVisible();
});

test("until it is known, the time left says from which stage on", () => {
  openScreen();
  send({ type: "started" }, { type: "stage_started", stage: "preparing", total: 8 });
  expect(screen.getByText("남은 시간은 학습 단계부터 표시됩니다")).toBeVisible();
});

test("a queued job does not promise to start soon while another is running", async () => {
  answerJob({ status: "queued", queue_position: 1 });
  openScreen();
  send({ type: "queued" });
  expect(await screen.findByText(/진행 중인 작업이 끝나면/)).toBeVisible();
});

test("going on hands the new job on", async () => {
  answerJob({ status: "cancelled", resumable: true });
  server.use(
    http.post("*/api/jobs/j1/resume", async ({ request }) => {
      expect(await request.json()).toEqual({});
      return HttpResponse.json({ job: { ...trainingJob, id: "j2" } }, { status: 202 });
    }),
  );
  const resumed: string[] = [];
  const user = openScreen(undefined, (job) => resumed.push(job.id));
  send({ type: "cancelled" });
  await user.click(await screen.findByRole("button", { name: "이어서 하기" }));
  await waitFor(() => expect(resumed).toEqual(["j2"]));
});

test("stop asks the server once and says that it is stopping", async () => {
  server.use(http.post("*/api/jobs/j1/cancel", () => HttpResponse.json({ job: trainingJob }, { status: 202 })));
  const user = openScreen();
  await user.click(screen.getByRole("button", { name: "학습 중지" }));
  expect(await screen.findByRole("button", { name: "중지하는 중" })).toBeDisabled();
});

test("a queued job shows its place", async () => {
  answerJob({ status: "queued", queue_position: 3 });
  openScreen();
  send({ type: "queued" });
  expect(await screen.findByText("앞에 2개 작업이 있습니다.")).toBeVisible();
});

test("a queued job shows when it will start", async () => {
  answerJob({ status: "queued", queue_position: 3, starts_in_seconds: 200 });
  openScreen();
  send({ type: "queued" });
  expect(await screen.findByText("약 4분 뒤 시작")).toBeVisible();
});

test("success hands the model on", () => {
  let model = "";
  openScreen((progress) => (model = progress.model?.name ?? ""));
  send({ type: "succeeded", model: springModel });
  expect(model).toBe("봄");
});

test("another browser's job is not found", async () => {
  const error = { code: "not_found", message: "There is no such job." };
  server.use(http.get("*/api/jobs/j1", () => HttpResponse.json({ error }, { status: 404 })));
  openScreen();
  expect(await screen.findByText(/이 작업을 찾을 수 없습니다/)).toBeVisible();
});
