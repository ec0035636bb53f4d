import { fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render-page";

import { Dropzone } from "./dropzone";

function Page({ multiple = true }: { multiple?: boolean }) {
  const [names, setNames] = useState<string[]>([]);
  return (
    <>
      <Dropzone
        label="Files"
        hint="Any"
        drop="Drop, or"
        choose="choose"
        accept=".wav"
        multiple={multiple}
        onFiles={(files) => setNames(files.map((file) => file.name))}
      />
      <output>{names.join()}</output>
    </>
  );
}

function drop(files: File[], items: object[] = []) {
  fireEvent.drop(screen.getByLabelText("Files"), { dataTransfer: { files, items } });
}

test("dropped files are taken", () => {
  renderPage(<Page />);
  drop([new File(["x"], "a.wav"), new File(["x"], "b.wav")]);
  expect(screen.getByRole("status")).toHaveTextContent("a.wav,b.wav");
});

test("a dropped folder is named and not taken", () => {
  renderPage(<Page />);
  const items = [{ webkitGetAsEntry: () => ({ isDirectory: true }) }, { webkitGetAsEntry: () => ({ isDirectory: false }) }];
  drop([new File([], "노래들"), new File(["x"], "a.wav")], items);
  expect(screen.getByRole("alert")).toHaveTextContent("노래들");
  expect(screen.getByRole("status")).toHaveTextContent("a.wav");
});

test("two files where one is expected are both left out, and the zone says so", () => {
  renderPage(<Page multiple={false} />);
  drop([new File(["x"], "a.wav"), new File(["x"], "b.wav")]);
  expect(screen.getByRole("alert")).toHaveTextContent("2");
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
});

test("what was wrong with a drop is forgotten with the next", () => {
  renderPage(<Page multiple={false} />);
  drop([new File(["x"], "a.wav"), new File(["x"], "b.wav")]);
  drop([new File(["x"], "a.wav")]);
  expect(screen.getByRole("alert")).toBeEmptyDOMElement();
});

test("files from the dialog are taken", async () => {
  const user = renderPage(<Page />);
  await user.upload(screen.getByLabelText("Files"), new File(["x"], "c.wav"));
  expect(screen.getByRole("status")).toHaveTextContent("c.wav");
});
