import type { Limits } from "@/api/get-capabilities";
import type { Dictionary } from "@/i18n/language";

/** Endings of sound files that can be used; the server looks at the content as well. */
export const AUDIO_ENDINGS = [".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".mp4"];

/** For a file dialog. */
export const AUDIO_ACCEPT = AUDIO_ENDINGS.join(",");

/** Why a file cannot be a recording or a song, or null. */
export function checkAudioFile(file: File, texts: Dictionary, limits?: Limits): string | null {
  const name = file.name.toLowerCase();
  if (!AUDIO_ENDINGS.some((ending) => name.endsWith(ending))) return texts.make.invalid.fileFormat(file.name);
  if (file.size === 0) return texts.make.invalid.fileEmpty(file.name);
  if (limits && file.size > limits.file_mb * 1e6) return texts.make.invalid.fileSize(file.name, limits.file_mb);
  return null;
}
