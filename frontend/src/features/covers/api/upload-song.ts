import { useMutation } from "@tanstack/react-query";

import { z } from "@/config/zod";
import { request, toFormData } from "@/lib/api-client";

export const songSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  duration_seconds: z.number().nullable(),
  sample_rate: z.number().nullable(),
  median_f0_hz: z.number().nullable(),
  /** False while the look at the song is still under way. */
  analysed: z.boolean().default(true),
});

/** An uploaded song, and what is known of it. */
export type Song = z.infer<typeof songSchema>;

export const songAnswer = z.object({ song: songSchema });

async function uploadSong(file: File, onUploadProgress: (ratio: number) => void): Promise<Song> {
  const body = toFormData({ file });
  return (await request("POST", "/songs", songAnswer, { body, onUploadProgress })).song;
}

/** Send a song; the answer tells its length and pitch as soon as they are known. */
export function useUploadSong(onUploadProgress: (ratio: number) => void) {
  return useMutation({ mutationFn: (file: File) => uploadSong(file, onUploadProgress) });
}
