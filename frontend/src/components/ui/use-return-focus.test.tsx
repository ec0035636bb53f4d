import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";

import { useReturnFocus } from "./use-return-focus";

function Place() {
  const [asking, setAsking] = useState(false);
  const place = useReturnFocus<HTMLDivElement>(asking);
  const turn = () => setAsking(!asking);
  return (
    <>
      <div ref={place}>
        <button type="button" key={String(asking)} onClick={turn}>
          {asking ? "no" : "ask"}
        </button>
      </div>
      <button type="button" onClick={turn}>elsewhere</button>
    </>
  );
}

test.each([
  ["fell with what was asked is back at its place", "no", "ask"],
  ["is elsewhere stays there", "elsewhere", "elsewhere"],
])("a focus that %s", async (_, pressed, focused) => {
  render(<Place />);
  const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));
  await press("ask");
  await press(pressed);
  expect(screen.getByRole("button", { name: focused })).toHaveFocus();
});
