import { useQuery } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request } from "@/lib/api-client";
import { coverSchema } from "@/schemas/cover";

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

export interface MixLevels {
  vocalDb: number;
  accompanimentDb: number;
}

/** Where a cover is downloaded, mixed anew when the levels are not those it was made with. */
export function coverDownloadUrl(id: string, format: AudioFormat, levels?: MixLevels): string {
  const query = new URLSearchParams({ format });
  if (levels && (levels.vocalDb !== 0 || levels.accompanimentDb !== 0)) {
    query.set("vocal_gain_db", String(levels.vocalDb));
    query.set("accompaniment_gain_db", String(levels.accompanimentDb));
  }
  return `/api${coverPath(id)}/download?${query.toString()}`;
}

/** Where one of a cover's tracks is. */
export function stemUrl(id: string, stem: string): string {
  return `/api${coverPath(id)}/stems/${stem}`;
}

/** Where the song as it was is. */
export function originalUrl(id: string): string {
  return `/api${coverPath(id)}/original`;
}
