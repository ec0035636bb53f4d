import { fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render-page";

import { Dropzone } from "./dropzone";

function Page() {
  const [names, setNames] = useState<string[]>([]);
  return (
    <>
      <Dropzone
        label="Files"
        hint="Any"
        drop="Drop, or"
        choose="choose"
        accept=".wav"
        multiple
        onFiles={(files) => setNames(files.map((file) => file.name))}
      />
      <output>{names.join()}</output>
    </>
  );
}

test("dropped files are taken", () => {
  renderPage(<Page />);
  const zone = screen.getByLabelText("Files");
  fireEvent.drop(zone, { dataTransfer: { files: [new File(["x"], "a.wav"), new File(["x"], "b.wav")] } });
  expect(screen.getByRole("status")).toHaveTextContent("a.wav,b.wav");
});

test("files from the dialog are taken", async () => {
  const user = renderPage(<Page />);
  await user.upload(screen.getByLabelText("Files"), new File(["x"], "c.wav"));
  expect(screen.getByRole("status")).toHaveTextContent("c.wav");
});
