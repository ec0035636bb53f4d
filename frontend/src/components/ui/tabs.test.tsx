import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";

import { renderPage } from "@/testing/render-page";

import { Tabs } from "./tabs";

function Page() {
  const [selected, select] = useState("one");
  const tabs = [
    { key: "one", label: "One", panel: "first" },
    { key: "two", label: "Two", panel: "second" },
  ];
  return <Tabs label="Ways" tabs={tabs} selected={selected} onSelect={select} />;
}

test("a click shows the tab's panel", async () => {
  const user = renderPage(<Page />);
  await user.click(screen.getByRole("tab", { name: "Two" }));
  expect(screen.getByRole("tabpanel", { name: "Two" })).toHaveTextContent("second");
});

test("arrow keys move to the next tab, round and round", async () => {
  const user = renderPage(<Page />);
  await user.tab();
  await user.keyboard("{ArrowLeft}");
  expect(screen.getByRole("tab", { name: "Two" })).toHaveFocus();
});
