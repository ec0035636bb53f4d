import { onlineManager } from "@tanstack/react-query";
import { expect, test } from "vitest";

import { makeQueryClient } from "./query-client";

test("a machine without a network still asks its own server", async () => {
  onlineManager.setOnline(false);
  const answer = await Promise.race([
    makeQueryClient().query({ queryKey: ["x"], queryFn: () => "asked" }),
    new Promise((resolve) => setTimeout(() => resolve("paused"), 500)),
  ]);
  onlineManager.setOnline(true);
  expect(answer).toBe("asked");
});
