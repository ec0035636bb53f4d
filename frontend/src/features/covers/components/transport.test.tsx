import { fireEvent, render, screen } from "@testing-library/react";
import { createRef } from "react";
import { expect, test, vi } from "vitest";

import { usePlayerKeys } from "../hooks/use-player-keys";
import { Wave } from "./transport";

const state = { durationSeconds: 20, seconds: 5, playing: false, failed: false };

function Player({ actions = {}, seek = () => undefined }: { actions?: Record<string, () => void>; seek?: (to: number) => void }) {
  usePlayerKeys(actions);
  return <Wave container={createRef()} state={state} onSeek={seek} />;
}

const position = () => screen.getByRole("slider", { name: "재생 위치" });

test("the waveform is the slider of the position", () => {
  const seek = vi.fn();
  render(<Player seek={seek} />);
  fireEvent.change(position(), { target: { value: "12.5" } });
  expect(seek).toHaveBeenCalledWith(12.5);
});

test("the player's keys work on its own slider too", () => {
  const forward = vi.fn();
  render(<Player actions={{ arrowright: forward }} />);
  fireEvent.keyDown(position(), { key: "ArrowRight" });
  expect(forward).toHaveBeenCalledOnce();
});

test.each(["o", "O", "ㅐ"])("the key O is known by its place, also where it types %s", (key) => {
  const compare = vi.fn();
  render(<Player actions={{ o: compare }} />);
  fireEvent.keyDown(document.body, { key, code: "KeyO" });
  expect(compare).toHaveBeenCalledOnce();
});

test("a mouse over the waveform is told the time that it points at", () => {
  render(<Player />);
  position().getBoundingClientRect = () => new DOMRect(100, 0, 200, 80);
  fireEvent(position(), new MouseEvent("pointermove", { bubbles: true, clientX: 150 }));
  expect(screen.queryByText("0:05")).toBeNull();
  const mouse = new MouseEvent("pointermove", { bubbles: true, clientX: 150 });
  fireEvent(position(), Object.assign(mouse, { pointerType: "mouse" }));
  expect(screen.getByText("0:05")).toBeVisible();
});
