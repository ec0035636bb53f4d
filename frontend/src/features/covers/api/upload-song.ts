import { z } from "@/config/zod";
import { request, toFormData } from "@/lib/api-client";
import type { UploadPlan } from "@/lib/uploads";

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

/** Sends a song; the answer holds its length and pitch as soon as they are known. */
export function planSong(file: File): UploadPlan<Song> {
  return {
    name: file.name,
    send: async (signal, onUploadProgress) => {
      const options = { body: toFormData({ file }), signal, onUploadProgress };
      return (await request("POST", "/songs", songAnswer, options)).song;
    },
    pathOf: (song) => `/trained?song=${encodeURIComponent(song.id)}`,
  };
}
