import { cleanup, screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { useState } from "react";
import { beforeEach, expect, test } from "vitest";

import type { Job } from "@/schemas/job";
import type { Model } from "@/schemas/model";
import { renderPage } from "@/testing/render-page";
import { capabilitiesAnswer, springModel, trainingJob } from "@/testing/samples";
import { server } from "@/testing/server";

import { CoverForm } from "./cover-form";

function answerSong(medianF0Hz: number | null) {
  const song = { id: "s1", name: "강", duration_seconds: 15, sample_rate: 48_000, median_f0_hz: medianF0Hz, analysed: true };
  server.use(
    http.post("*/api/songs", () => HttpResponse.json({ song }, { status: 201 })),
    http.get("*/api/songs/s1", () => HttpResponse.json({ song })),
  );
}

beforeEach(() => {
  server.use(http.get("*/api/capabilities", () => HttpResponse.json(capabilitiesAnswer)));
  answerSong(110);
});

function openForm(onCreated: (job: Job) => void = () => undefined) {
  return renderPage(<Page onCreated={onCreated} />);
}

interface PageProps {
  onCreated: (job: Job) => void;
  songId?: string | null;
  model?: Model;
}

function Page({ onCreated, songId = null, model = springModel }: PageProps) {
  const [id, keep] = useState<string | null>(songId);
  return <CoverForm model={model} kept={{ id, keep }} onCreated={onCreated} />;
}

const song = new File(["sound"], "강.wav");

test("a song's pitch is compared with the voice's", async () => {
  const user = openForm();
  await user.upload(screen.getByLabelText("노래 파일"), song);
  expect(await screen.findByText(/추천 \+12반음/)).toBeVisible();
});

test.each([
  ["rvc", "0.3"],
  ["starter", "0"],
])("the retrieval ratio starts where a model of the family %s has it", async (family, ratio) => {
  renderPage(<Page onCreated={() => undefined} model={{ ...springModel, family }} />);
  await waitFor(() => expect(screen.getByRole("slider", { name: "인덱스 적용 비율", hidden: true })).toHaveValue(ratio));
});

test("the knobs start at the server's defaults", async () => {
  const defaults = { ...capabilitiesAnswer.defaults, consonant_protection: 0.21, envelope_mix: 0.6 };
  server.use(http.get("*/api/capabilities", () => HttpResponse.json({ ...capabilitiesAnswer, defaults })));
  openForm();
  await waitFor(() => expect(screen.getByRole("slider", { name: "자음 보호", hidden: true })).toHaveValue("0.21"));
  expect(screen.getByRole("slider", { name: "음량 변화 반영", hidden: true })).toHaveValue("0.6");
});

test("typing a pitch means choosing by hand", async () => {
  const user = openForm();
  await user.clear(screen.getByRole("spinbutton", { name: "음높이" }));
  await user.type(screen.getByRole("spinbutton", { name: "음높이" }), "3");
  expect(screen.getByRole("radio", { name: "직접" })).toBeChecked();
});

test("a pitch out of range is told at once", async () => {
  const user = openForm();
  await user.type(screen.getByRole("spinbutton", { name: "음높이" }), "99");
  expect(screen.getByRole("spinbutton", { name: "음높이" })).toBeInvalid();
});

test("a shift that is no octave warns of the key", async () => {
  const user = openForm();
  await user.clear(screen.getByRole("spinbutton", { name: "음높이" }));
  await user.type(screen.getByRole("spinbutton", { name: "음높이" }), "3");
  expect(screen.getByText(/옥타브 단위가 아니라서/)).toBeVisible();
});

test("moving the accompaniment along takes the warning back, right where it stands", async () => {
  const user = openForm();
  await user.clear(screen.getByRole("spinbutton", { name: "음높이" }));
  await user.type(screen.getByRole("spinbutton", { name: "음높이" }), "3");
  await user.click(screen.getByRole("checkbox", { name: "반주의 키도 함께 바꾸기" }));
  expect(screen.queryByText(/옥타브 단위가 아니라서/)).toBeNull();
});

test("the preview has its place while the song is still on its way, and waits for it", async () => {
  server.use(http.post("*/api/songs", () => new Promise<never>(() => undefined)));
  const user = openForm();
  await user.upload(screen.getByLabelText("노래 파일"), song);
  expect(screen.getByRole("button", { name: "15초 미리 듣기" })).toBeDisabled();
});

test.each([
  ["a cappella", "반주 없는 노래입니다"],
  ["whose accompaniment moves along", "반주의 키도 함께 바꾸기"],
])("a song %s moves to the nearest semitone, and the advice says so", async (_what, box) => {
  answerSong(196);
  const user = openForm();
  await user.upload(screen.getByLabelText("노래 파일"), song);
  expect(await screen.findByText(/추천 0반음.*옥타브 단위로/)).toBeVisible();
  await user.click(screen.getByRole("checkbox", { name: box, hidden: true }));
  expect(screen.getByText(/추천 \+2반음.*가장 가까운 반음으로/)).toBeVisible();
  expect(screen.getByRole("spinbutton", { name: "음높이" })).toHaveValue(2);
});

test("a song without singing is a warning, not a refusal", async () => {
  answerSong(null);
  const user = openForm();
  await user.upload(screen.getByLabelText("노래 파일"), song);
  expect(await screen.findByText(/노랫소리를 찾지 못했습니다/)).toBeVisible();
  expect(screen.getByRole("button", { name: "커버하기" })).toBeEnabled();
});

test("a song whose look failed is not waited for", async () => {
  const song = { id: "s1", name: "강", duration_seconds: 15, sample_rate: 48_000, median_f0_hz: null, analysed: false };
  const look = { ...trainingJob, kind: "analysis", status: "failed", song_id: "s1" };
  server.use(
    http.get("*/api/songs/s1", () => HttpResponse.json({ song })),
    http.get("*/api/jobs", () => HttpResponse.json({ jobs: [look] })),
  );
  renderPage(<Page onCreated={() => undefined} songId="s1" />);
  expect(await screen.findByText(/음높이를 비교할 수 없어/)).toBeVisible();
});

test("a song that cannot be read says so beside the field", async () => {
  const error = { code: "audio_undecodable", message: "Not sound.", field: "file" };
  server.use(http.post("*/api/songs", () => HttpResponse.json({ error }, { status: 422 })));
  const user = openForm();
  await user.upload(screen.getByLabelText("노래 파일"), song);
  await screen.findByText(/소리를 읽을 수 없는 파일/);
  expect(screen.getByLabelText("노래 파일")).toBeInvalid();
});

test.each([
  ["is no sound", new File(["text"], "글.txt"), /글\.txt/],
  ["the server refuses", new File(["x"], "둘째.wav"), /소리를 읽을 수 없는 파일/],
])("a second song that %s leaves the first in place", async (_what, second, words) => {
  const user = openForm();
  await user.upload(screen.getByLabelText("노래 파일"), song);
  await screen.findByText(/추천/);
  const error = { code: "audio_undecodable", message: "Not sound.", field: "file" };
  server.use(http.post("*/api/songs", () => HttpResponse.json({ error }, { status: 422 })));
  await user.upload(screen.getByLabelText("노래 파일"), second);
  expect(await screen.findByText(words)).toBeVisible();
  expect(screen.getByText("강")).toBeVisible();
});

test("another attempt has the song that is on the server already", async () => {
  renderPage(<Page onCreated={() => undefined} songId="s1" />);
  expect(await screen.findByText("강")).toBeVisible();
  expect(await screen.findByText(/추천 \+12반음/)).toBeVisible();
});

test("another attempt has the settings of the one before", async () => {
  const user = renderPage(<Page onCreated={() => undefined} songId="s1" />);
  await user.clear(screen.getByRole("spinbutton", { name: "음높이" }));
  await user.type(screen.getByRole("spinbutton", { name: "음높이" }), "3");
  cleanup();
  renderPage(<Page onCreated={() => undefined} songId="s1" />);
  expect(screen.getByRole("spinbutton", { name: "음높이" })).toHaveValue(3);
});

test("a song that is gone from the server is asked for again", async () => {
  const error = { code: "not_found", message: "There is no such song.", kind: "song" };
  server.use(http.get("*/api/songs/s1", () => HttpResponse.json({ error }, { status: 404 })));
  renderPage(<Page onCreated={() => undefined} songId="s1" />);
  expect(await screen.findByText(/노래를 다시 올려 주세요/)).toBeVisible();
});

test("without a song nothing is asked of the server", async () => {
  const user = openForm();
  await user.click(screen.getByRole("button", { name: "커버하기" }));
  expect(screen.getByText("노래를 골라 주세요.")).toBeVisible();
});

test("the cover's job is handed on", async () => {
  const job = { ...trainingJob, kind: "cover" };
  server.use(http.post("*/api/covers", () => HttpResponse.json({ job }, { status: 202 })));
  const created = new Promise<Job>((resolve) => {
    void (async () => {
      const user = openForm(resolve);
      await user.upload(screen.getByLabelText("노래 파일"), song);
      await screen.findByText(/추천/);
      await user.click(screen.getByRole("button", { name: "커버하기" }));
    })();
  });
  await expect(created).resolves.toMatchObject({ kind: "cover" });
});
