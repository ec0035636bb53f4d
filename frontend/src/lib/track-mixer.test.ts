import { expect, test, vi } from "vitest";

import { TrackMixer } from "./track-mixer";

test("a track that is gone is told from one that does not come", async () => {
  vi.stubGlobal("AudioContext", class {
    currentTime = 0;
  });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status: 404 })));
  const loading = new TrackMixer().load([{ name: "original", url: "/api/covers/c1/original" }]);
  await expect(loading).rejects.toMatchObject({ name: "ApiError", status: 404 });
});
