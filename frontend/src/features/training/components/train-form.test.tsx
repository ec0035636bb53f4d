import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";

import type { Job } from "@/schemas/job";
import { renderPage } from "@/testing/render-page";
import { capabilitiesAnswer, trainingJob } from "@/testing/samples";
import { server } from "@/testing/server";

import { useTrainDraft } from "../lib/train-values";
import { TrainForm } from "./train-form";

function Page({ onCreated = () => undefined, again }: { onCreated?: (job: Job) => void; again?: string }) {
  return <TrainForm draft={useTrainDraft(again)} onCreated={onCreated} />;
}

const recording = (name: string) => new File(["sound"], name, { type: "audio/wav" });

async function fillIn(user: ReturnType<typeof renderPage>) {
  await user.upload(screen.getByLabelText("녹음 파일"), recording("말.wav"));
  await user.type(screen.getByRole("textbox", { name: "모델 이름" }), "봄");
  await user.click(screen.getByRole("checkbox", { name: /권리/ }));
}

const submit = () => screen.getByRole("button", { name: "학습하기" });

beforeEach(() => {
  server.use(http.get("*/api/capabilities", () => HttpResponse.json(capabilitiesAnswer)));
});

test("an opus recording is welcome", async () => {
  const user = renderPage(<Page />);
  await user.upload(screen.getByLabelText("녹음 파일"), recording("한마디.opus"));
  expect(screen.queryByText(/쓸 수 없는 형식/)).toBeNull();
});

test("an empty form says what is missing", async () => {
  const user = renderPage(<Page />);
  await user.click(submit());
  expect(screen.getByText("녹음을 하나 이상 골라 주세요.")).toBeVisible();
  expect(screen.getByText("이름을 입력해 주세요.")).toBeVisible();
  expect(screen.getByText("확인해야 학습할 수 있습니다.")).toBeVisible();
});

test("sending an incomplete form leads to the first field that is missing", async () => {
  const user = renderPage(<Page />);
  await user.upload(screen.getByLabelText("녹음 파일"), recording("말.wav"));
  await user.click(submit());
  await waitFor(() => expect(screen.getByRole("textbox", { name: "모델 이름" })).toHaveFocus());
});

test("a wrong name is told while typing", async () => {
  const user = renderPage(<Page />);
  await user.type(screen.getByRole("textbox", { name: "모델 이름" }), "a/b");
  expect(screen.getByRole("textbox", { name: "모델 이름" })).toBeInvalid();
});

test("a sixth recording is refused before it is sent", async () => {
  const user = renderPage(<Page />);
  const files = ["1", "2", "3", "4", "5", "6"].map((name) => recording(`${name}.wav`));
  await user.upload(screen.getByLabelText("녹음 파일"), files);
  expect(await screen.findByText("녹음은 5개까지 쓸 수 있습니다.")).toBeVisible();
});

test("how many recordings are taken is the server's to say", async () => {
  const limits = { ...capabilitiesAnswer.limits, recordings: 7 };
  server.use(http.get("*/api/capabilities", () => HttpResponse.json({ ...capabilitiesAnswer, limits })));
  const user = renderPage(<Page />);
  const files = ["1", "2", "3", "4", "5", "6"].map((name) => recording(`${name}.wav`));
  await user.upload(screen.getByLabelText("녹음 파일"), files);
  await user.click(submit());
  expect(screen.queryByText(/녹음은 .개까지/)).toBeNull();
});

test("of too many recordings, a wrong one is named as well", async () => {
  const user = renderPage(<Page />);
  const files = ["1", "2", "3", "4", "5"].map((name) => recording(`${name}.wav`));
  await user.upload(screen.getByLabelText("녹음 파일"), [...files, recording("글.txt")]);
  expect(await screen.findByText(/5개까지.*글\.txt/)).toBeVisible();
});

test("a file that is no sound is named", async () => {
  const user = renderPage(<Page />);
  await user.upload(screen.getByLabelText("녹음 파일"), recording("글.txt"));
  expect(screen.getByText(/^글\.txt: 쓸 수 없는 형식입니다\. WAV나 MP3로/)).toBeVisible();
});

test("a chosen recording can be put back", async () => {
  const user = renderPage(<Page />);
  await user.upload(screen.getByLabelText("녹음 파일"), [recording("하나.wav"), recording("둘.mp3")]);
  await user.click(screen.getByRole("button", { name: "하나.wav 빼기" }));
  const chosen = within(screen.getByRole("list", { name: "고른 파일" }));
  expect(chosen.getAllByRole("listitem")).toHaveLength(1);
});

test("an unusable pitch method is shown with its reason and cannot be chosen", async () => {
  renderPage(<Page />);
  expect(await screen.findByRole("option", { name: /rmvpe .*가중치 파일 없음/ })).toBeDisabled();
});

test("before training it says that the model will only run in Persona", async () => {
  renderPage(<Page />);
  expect(await screen.findByText(/내장 특징\(log-mel\)/)).toBeVisible();
});

test("settings start at the server's defaults", async () => {
  const defaults = { ...capabilitiesAnswer.defaults, epochs: 37, batch_size: 6 };
  server.use(http.get("*/api/capabilities", () => HttpResponse.json({ ...capabilitiesAnswer, defaults })));
  renderPage(<Page />);
  await waitFor(() => expect(screen.getByRole("spinbutton", { name: "에포크" })).toHaveValue(37));
  expect(screen.getByRole("spinbutton", { name: "배치 크기", hidden: true })).toHaveValue(6);
});

test("says how long an automatic training takes on this machine", async () => {
  const answer = { ...capabilitiesAnswer, training_minutes: 5.2 };
  server.use(http.get("*/api/capabilities", () => HttpResponse.json(answer)));
  renderPage(<Page />);
  expect(await screen.findByText(/약 5분/)).toBeVisible();
  expect(screen.getByRole("spinbutton", { name: "에포크" })).toHaveValue(null);
});

test("a setting left alone is not sent", async () => {
  const sent: string[] = [];
  const note = async ({ request }: { request: Request }) => {
    sent.push(...(await request.formData()).keys());
    return HttpResponse.json({ job: trainingJob }, { status: 202 });
  };
  server.use(http.post("*/api/trainings", note));
  const user = renderPage(<Page />);
  await fillIn(user);
  await user.click(submit());
  await waitFor(() => expect(sent).toContain("name"));
  expect(sent).not.toContain("epochs");
});

test("a full form starts the training", async () => {
  server.use(http.post("*/api/trainings", () => HttpResponse.json({ job: trainingJob }, { status: 202 })));
  const created = new Promise<Job>((resolve) => {
    void (async () => {
      const user = renderPage(<Page onCreated={resolve} />);
      await fillIn(user);
      await user.click(submit());
    })();
  });
  await expect(created).resolves.toMatchObject({ id: "j1" });
});

test("the server's refusal stands beside the field it names", async () => {
  const error = { code: "name_taken", message: "Taken.", field: "name" };
  server.use(http.post("*/api/trainings", () => HttpResponse.json({ error }, { status: 409 })));
  const user = renderPage(<Page />);
  await fillIn(user);
  await user.click(submit());
  await screen.findByText(/이미 쓰고 있는 이름/);
  expect(screen.getByRole("textbox", { name: "모델 이름" })).toHaveAccessibleDescription(/이미 쓰고 있는 이름/);
});

test("a refused field that is folded away is opened and focused", async () => {
  const error = { code: "invalid_setting", message: "batch_size must be at most 64.", field: "batch_size" };
  server.use(http.post("*/api/trainings", () => HttpResponse.json({ error }, { status: 422 })));
  const user = renderPage(<Page />);
  await fillIn(user);
  await user.click(submit());
  await waitFor(() => expect(screen.getByRole("spinbutton", { name: "배치 크기" })).toHaveFocus());
  expect(screen.getByRole("spinbutton", { name: "배치 크기" })).toBeVisible();
});

test("among several recordings the refused one is named", async () => {
  const error = { code: "audio_silent", message: "둘.wav: silent.", field: "files", facts: { file: "둘.wav" } };
  server.use(http.post("*/api/trainings", () => HttpResponse.json({ error }, { status: 422 })));
  const user = renderPage(<Page />);
  await fillIn(user);
  await user.upload(screen.getByLabelText("녹음 파일"), recording("둘.wav"));
  await user.click(submit());
  expect(await screen.findByText(/^둘\.wav: 소리가 없는 파일입니다/)).toBeVisible();
});

test("changing the refused field takes the refusal away", async () => {
  const error = { code: "name_taken", message: "Taken.", field: "name" };
  server.use(http.post("*/api/trainings", () => HttpResponse.json({ error }, { status: 409 })));
  const user = renderPage(<Page />);
  await fillIn(user);
  await user.click(submit());
  await screen.findByText(/이미 쓰고 있는 이름/);
  await user.type(screen.getByRole("textbox", { name: "모델 이름" }), "날");
  expect(screen.queryByText(/이미 쓰고 있는 이름/)).toBeNull();
});

test("another attempt starts with the settings of the one before", async () => {
  server.use(http.post("*/api/trainings", () => HttpResponse.json({ job: trainingJob }, { status: 202 })));
  const created: Job[] = [];
  const user = renderPage(<Page onCreated={(job) => created.push(job)} />);
  await fillIn(user);
  await user.click(submit());
  await waitFor(() => expect(created).toHaveLength(1));
  cleanup();
  renderPage(<Page again="봄" />);
  expect(screen.getByRole("textbox", { name: "모델 이름" })).toHaveValue("봄");
});
