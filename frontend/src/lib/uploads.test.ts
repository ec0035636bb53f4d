import { beforeEach, expect, test, vi } from "vitest";

import { defer } from "@/testing/defer";

import { createUploadStore, type UploadPlan } from "./uploads";

beforeEach(() => {
  vi.stubGlobal("window", { onbeforeunload: null });
});

/** An upload that the test itself moves on and ends. */
function openPlan() {
  const ends = defer<string>();
  const sent: { signal?: AbortSignal; onProgress?: (ratio: number) => void } = {};
  const plan: UploadPlan<string> = {
    name: "봄",
    send: (signal, onProgress) => {
      Object.assign(sent, { signal, onProgress });
      return ends.promise;
    },
    pathOf: (id) => `/at/${id}`,
  };
  return { plan, sent, ...ends };
}

test("what is wholly sent is being checked", () => {
  const store = createUploadStore();
  const { plan, sent } = openPlan();
  store.start("song", plan);
  sent.onProgress?.(0.5);
  expect(store.get().get("song")).toMatchObject({ phase: "sending", ratio: 0.5 });
  sent.onProgress?.(1);
  expect(store.get().get("song")?.phase).toBe("checking");
});

test("an ended upload says where its result is", async () => {
  const store = createUploadStore();
  const { plan, resolve } = openPlan();
  store.start("song", plan);
  resolve("s1");
  await vi.waitFor(() => expect(store.get().get("song")).toMatchObject({ phase: "done", path: "/at/s1" }));
});

test("a cancelled upload is aborted and forgotten, whatever becomes of it", async () => {
  const store = createUploadStore();
  const { plan, sent, reject } = openPlan();
  store.start("song", plan);
  store.clear("song");
  reject(new Error("aborted"));
  await Promise.resolve();
  expect(sent.signal?.aborted).toBe(true);
  expect(store.get().has("song")).toBe(false);
});

test("another upload of its kind takes an upload's place", async () => {
  const store = createUploadStore();
  const first = openPlan();
  const second = openPlan();
  store.start("song", first.plan);
  store.start("song", second.plan);
  first.resolve("s1");
  second.resolve("s2");
  await vi.waitFor(() => expect(store.get().get("song")?.path).toBe("/at/s2"));
});

test("the browser asks before it leaves while something is on its way, and not after", async () => {
  const store = createUploadStore();
  const { plan, resolve } = openPlan();
  store.start("training", plan);
  expect(window.onbeforeunload).not.toBeNull();
  resolve("j1");
  await vi.waitFor(() => expect(window.onbeforeunload).toBeNull());
});
