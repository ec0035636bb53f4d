import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useRef, useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";

import { ApiError } from "@/lib/api-error";
import type { Cover } from "@/schemas/cover";
import { renderPage } from "@/testing/render-page";
import { riverCover } from "@/testing/samples";

import { useComparison } from "../hooks/use-comparison";
import { DownloadPanel } from "./download-panel";
import { MixerPanel } from "./mixer-panel";

const played = vi.hoisted(() => ({ urls: [] as string[], refusal: null as Error | null }));

vi.mock("@/lib/track-mixer", () => ({
  TrackMixer: class {
    load(tracks: { url: string }[]) {
      played.urls.push(...tracks.map((track) => track.url));
      return played.refusal ? Promise.reject(played.refusal) : Promise.resolve();
    }
    setGains() {}
    close() {}
  },
}));

beforeEach(() => {
  played.urls = [];
  played.refusal = null;
});

function Panels({ cover: made }: { cover: Cover }) {
  const [cover, setCover] = useState(made);
  const comparison = useComparison(cover, useRef(null));
  return (
    <>
      <button type="button" onClick={() => setCover({ ...made, stems: [] })}>
        노래 지우기
      </button>
      <MixerPanel comparison={comparison} />
      <DownloadPanel cover={cover} changed={comparison.changed} />
    </>
  );
}

const open = (change: Partial<Cover>) => renderPage(<Panels cover={{ ...riverCover, ...change }} />);
const fader = (name: string) => screen.getByRole("slider", { name });
const move = (name: string, value: string) => fireEvent.change(fader(name), { target: { value } });
const download = () => screen.getByRole("link", { name: "노래 저장하기" }).getAttribute("href");

test("the faders start at the levels that the cover was made with", () => {
  open({ vocal_gain_db: -6 });
  expect(fader("목소리")).toHaveAttribute("aria-valuetext", "−6.0 dB");
  expect(download()).toBe("/api/covers/c1/download?format=wav");
});

test("even levels are sent where the cover was made with others", () => {
  open({ vocal_gain_db: -6 });
  move("목소리", "0");
  expect(download()).toBe("/api/covers/c1/download?format=wav&vocal_gain_db=0&accompaniment_gain_db=0");
});

test("a way back to the cover's own levels is there", async () => {
  const user = open({ vocal_gain_db: -6 });
  move("목소리", "0");
  await user.click(screen.getByRole("button", { name: "처음 음량으로" }));
  expect(fader("목소리")).toHaveAttribute("aria-valuetext", "−6.0 dB");
});

test("a fader at its lower end is silent in the download too", () => {
  open({});
  move("목소리", "-30");
  expect(fader("목소리")).toHaveAttribute("aria-valuetext", "−∞ dB");
  expect(download()).toContain("vocal_gain_db=-60");
});

test("a moved fader plays the voice and the accompaniment", async () => {
  open({});
  move("목소리", "3");
  await waitFor(() =>
    expect(played.urls).toEqual(["/api/covers/c1/stems/converted", "/api/covers/c1/stems/accompaniment"]),
  );
});

test("an a cappella cover has a fader for its voice only, and loads no accompaniment", () => {
  open({ stems: [], a_cappella: true });
  move("목소리", "3");
  expect(screen.getAllByRole("slider")).toHaveLength(1);
  expect(played.urls).toEqual(["/api/covers/c1/stems/converted"]);
});

test("where the accompaniment was moved along, faders are for the download, and that is said", () => {
  open({ pitch: 3, shift_accompaniment: true });
  move("목소리", "3");
  expect(played.urls).toEqual([]);
  expect(screen.getByText(/저장할 때 적용됩니다/)).toBeVisible();
  expect(download()).toContain("vocal_gain_db=3");
});

test("a cover whose song was erased has no faders, and the panel says why", () => {
  open({ stems: [] });
  expect(screen.queryByRole("slider")).not.toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "처음 음량으로" })).not.toBeInTheDocument();
  expect(screen.getByText(/트랙이 지워져 이제 음량을 바꿀 수 없습니다/)).toBeVisible();
});

test("where the song is erased meanwhile, the cover is saved as it was made", async () => {
  const user = open({});
  move("목소리", "3");
  await user.click(screen.getByRole("button", { name: "노래 지우기" }));
  expect(download()).toBe("/api/covers/c1/download?format=wav");
});

test("where the song is erased after its tracks did not load, the panel says that they are deleted", async () => {
  played.refusal = new ApiError(500, { code: "unexpected_answer", message: "No." });
  const user = open({});
  move("목소리", "3");
  expect(await screen.findByText("트랙을 불러오지 못했습니다.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "노래 지우기" }));
  expect(screen.getByText(/트랙이 지워져 이제 음량을 바꿀 수 없습니다/)).toBeVisible();
});

test.each([
  [true, "반주(원래 키)"],
  [false, "반주"],
])("where the accompaniment was moved along: %s, its track is called %s", (shift_accompaniment, name) => {
  open({ pitch: 3, shift_accompaniment });
  expect(screen.getByRole("link", { name })).toHaveAttribute("href", "/api/covers/c1/stems/accompaniment");
});

test("tracks that turn out to be gone take the faders with them, and the cover is saved as it was made", async () => {
  played.refusal = new ApiError(404, { code: "unexpected_answer", message: "No." });
  open({});
  move("목소리", "3");
  expect(await screen.findByText(/트랙이 지워져 이제 음량을 바꿀 수 없습니다/)).toBeVisible();
  expect(screen.queryByRole("slider")).not.toBeInTheDocument();
  expect(download()).toBe("/api/covers/c1/download?format=wav");
});
