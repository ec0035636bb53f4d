import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";
import { serverUrl } from "@/lib/server-url";
import { coverSchema } from "@/schemas/cover";

import type { MixLevels } from "../lib/mix-levels";

export const coverAnswer = z.object({ cover: coverSchema });

export function coverPath(id: string): string {
  return `/covers/${encodeURIComponent(id)}`;
}

/** A cover by its id. */
export function useCover(id: string) {
  return useQuery({
    queryKey: ["covers", id],
    queryFn: async () => (await request("GET", coverPath(id), coverAnswer)).cover,
  });
}

export type AudioFormat = "wav" | "mp3" | "flac";

/** Where a cover is downloaded, mixed anew when there are levels other than those it was made with. */
export function coverDownloadUrl(id: string, format: AudioFormat, changed: MixLevels | null = null): string {
  const query = new URLSearchParams({ format });
  if (changed) {
    query.set("vocal_gain_db", String(changed.vocalDb));
    query.set("accompaniment_gain_db", String(changed.accompanimentDb));
  }
  return serverUrl(`/api${coverPath(id)}/download?${query.toString()}`);
}

/** Where one of a cover's tracks is. */
export function stemUrl(id: string, stem: string): string {
  return serverUrl(`/api${coverPath(id)}/stems/${stem}`);
}

/** Where the song as it was is. */
export function originalUrl(id: string): string {
  return serverUrl(`/api${coverPath(id)}/original`);
}
