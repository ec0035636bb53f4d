import { fireEvent, screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";

import { ApiError } from "@/lib/api-error";
import { renderPage } from "@/testing/render-page";
import { riverCover } from "@/testing/samples";
import { server } from "@/testing/server";

import { useCover } from "../api/get-cover";
import { CoverPlayer } from "./cover-player";

const answer = vi.hoisted(() => ({ error: new Error() }));

vi.mock("../hooks/use-waveform", () => ({
  useWaveform: () => ({
    waveform: { current: null },
    state: { durationSeconds: 15, seconds: 0, playing: false, failed: false },
  }),
}));

vi.mock("@/lib/track-mixer", () => ({
  TrackMixer: class {
    load() {
      return Promise.reject(answer.error);
    }
    setGains() {}
    close() {}
  },
}));

/** The cover as the server has it: once it was told of, its song is erased. */
function ToldCover() {
  const cover = useCover(riverCover.id).data;
  return cover && <CoverPlayer cover={cover} />;
}

function openErased() {
  const answers = [riverCover];
  server.use(http.get("*/api/covers/c1", () => HttpResponse.json({ cover: answers.pop() ?? { ...riverCover, stems: [] } })));
  answer.error = new ApiError(404, { code: "unexpected_answer", message: "No." });
  return renderPage(<ToldCover />);
}

beforeEach(() => {
  server.use(http.get("*/api/covers/c1", () => HttpResponse.json({ cover: riverCover })));
});

const original = () => screen.findByRole("radio", { name: "원곡" });

test("where the original is gone, what is chosen is the cover, whatever is pressed", async () => {
  const user = openErased();
  await user.click(await original());
  await screen.findByText("원곡이 지워져 비교할 수 없습니다.");
  expect(screen.getByRole("radio", { name: "커버" })).toBeChecked();
  await user.click(await original());
  expect(screen.getByRole("radio", { name: "커버" })).toBeChecked();
});

test("where the original is gone, the tracks that went with it are not offered", async () => {
  const user = openErased();
  await user.click(await original());
  await waitFor(() => expect(screen.queryByRole("link", { name: "반주" })).not.toBeInTheDocument());
});

test("where the tracks are gone, they are not offered, and the focus is on the mixer's heading", async () => {
  const user = openErased();
  await user.click(await screen.findByRole("slider", { name: "목소리" }));
  fireEvent.change(screen.getByRole("slider", { name: "목소리" }), { target: { value: "3" } });
  await waitFor(() => expect(screen.queryByRole("link", { name: "반주" })).not.toBeInTheDocument());
  expect(screen.getByRole("heading", { name: "믹서" })).toHaveFocus();
});

test.each([
  ["is gone", 404, "원곡이 지워져 비교할 수 없습니다."],
  ["does not come", 500, "소리를 불러오지 못했습니다."],
])("an original that %s is told of in its own words", async (_, status, words) => {
  answer.error = new ApiError(status, { code: "unexpected_answer", message: "No." });
  const user = renderPage(<CoverPlayer cover={riverCover} />);
  await user.click(screen.getByRole("radio", { name: "원곡" }));
  expect(await screen.findByText(words)).toBeVisible();
});
