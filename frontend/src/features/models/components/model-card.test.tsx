import { screen } from "@testing-library/react";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render-page";
import { springModel } from "@/testing/samples";

import { ModelCard } from "./model-card";

test("the median pitch is told in Hz and as a note", () => {
  renderPage(<ModelCard model={springModel} />);
  expect(screen.getByText("220 Hz · A3")).toBeVisible();
});

test("the model is saved as a zip by its encoded name", () => {
  renderPage(<ModelCard model={{ ...springModel, name: "봄 1" }} />);
  const link = screen.getByRole("link", { name: "모델 저장하기" });
  expect(link).toHaveAttribute("href", "/api/models/%EB%B4%84%201/download");
});

test("a model that only Persona can run says why", () => {
  renderPage(<ModelCard model={{ ...springModel, interchangeable: false, encoder: "log-mel" }} />);
  expect(screen.getByText(/ContentVec이 아닌 log-mel/)).toBeVisible();
});

test("what was not taken of an upload is told by its file", () => {
  const warnings = [
    { code: "model_left_out", message: "", facts: { member: "a.pth" } },
    { code: "index_left_out", message: "", facts: { member: "b.index" } },
  ];
  renderPage(<ModelCard model={{ ...springModel, warnings }} />);
  const told = screen.getAllByRole("listitem").map((item) => item.textContent.split(":")[0]);
  expect(told).toEqual(["a.pth", "b.index"]);
});

test("the held-out score of the card is shown", () => {
  renderPage(<ModelCard model={{ ...springModel, card: { held_out: { mel_distance: 1.8303 } } }} />);
  expect(screen.getByText("1.83")).toBeVisible();
});
