import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { ApiError } from "@/lib/api-error";
import { renderPage } from "@/testing/render-page";
import { riverCover } from "@/testing/samples";

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

test.each([
  ["is gone", 404, "원곡이 지워져 비교할 수 없습니다."],
  ["does not come", 500, "소리를 불러오지 못했습니다."],
])("an original that %s is told of in its own words", async (_, status, words) => {
  answer.error = new ApiError(status, "unexpected_answer", "No.");
  const user = renderPage(<CoverPlayer cover={riverCover} />);
  await user.click(screen.getByRole("radio", { name: "원곡" }));
  expect(await screen.findByText(words)).toBeVisible();
});
