import { expect, test, vi } from "vitest";

import { renderPage } from "@/testing/render-page";

import { RenameForm } from "./rename-form";

test("Escape closes the renaming and changes nothing", async () => {
  const rename = vi.fn(() => Promise.resolve());
  const close = vi.fn();
  const user = renderPage(<RenameForm name="강" onRename={rename} onClose={close} />);
  await user.keyboard("물{Escape}");
  expect(close).toHaveBeenCalledOnce();
  expect(rename).not.toHaveBeenCalled();
});
