import { join } from "node:path";

export const recordingsDir = (): string => join(process.env.PERSONA_TEST_DIR ?? "", "recordings");
export const recording = (name: string): string => join(recordingsDir(), name);
export const voiceClips = (): string[] => ["voice 1.wav", "voice 2.wav", "voice 3.mp3"].map(recording);

/** Frames of a wav file, read from its header. */
export function wavFrames(bytes: Buffer): number {
  const channels = bytes.readUInt16LE(22);
  const bits = bytes.readUInt16LE(34);
  const data = bytes.indexOf("data");
  return bytes.readUInt32LE(data + 4) / (channels * (bits / 8));
}
