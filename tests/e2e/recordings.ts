import { join } from "node:path";

export const recordingsDir = (): string => join(process.env.PERSONA_TEST_DIR ?? "", "recordings");
export const recording = (name: string): string => join(recordingsDir(), name);
export const voiceClips = (): string[] => ["voice 1.wav", "voice 2.wav", "voice 3.mp3"].map(recording);
