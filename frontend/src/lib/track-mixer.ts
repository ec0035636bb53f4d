/** Sample-accurate playback of several decoded sounds together, each with its own gain. */
import { ApiError } from "./api-error";

export interface Track {
  name: string;
  url: string;
}

interface LoadedTrack {
  buffer: AudioBuffer;
  gain: GainNode;
  source: AudioBufferSourceNode | null;
}

const FADE_SECONDS = 0.02;

export class TrackMixer {
  private readonly context = new AudioContext();
  private readonly tracks = new Map<string, LoadedTrack>();

  has(name: string): boolean {
    return this.tracks.has(name);
  }

  /** Fetch and decode the tracks that are not there yet; they are silent until `setGains`. Throws `ApiError`. */
  async load(tracks: Track[]): Promise<void> {
    const missing = tracks.filter((track) => !this.tracks.has(track.name));
    await Promise.all(missing.map((track) => this.loadTrack(track)));
  }

  /** Play every track from a position, in step with each other. */
  start(offsetSeconds: number): void {
    this.stop();
    void this.context.resume();
    const when = this.context.currentTime;
    this.tracks.forEach((track) => {
      const source = new AudioBufferSourceNode(this.context, { buffer: track.buffer });
      source.connect(track.gain);
      source.start(when, Math.max(0, offsetSeconds));
      track.source = source;
    });
  }

  stop(): void {
    this.tracks.forEach((track) => {
      track.source?.stop();
      track.source = null;
    });
  }

  /** Set linear gains by name; a track without one is silent. Short fades keep it free of clicks. */
  setGains(gains: Partial<Record<string, number>>): void {
    const end = this.context.currentTime + FADE_SECONDS;
    this.tracks.forEach((track, name) => {
      track.gain.gain.cancelScheduledValues(this.context.currentTime);
      track.gain.gain.linearRampToValueAtTime(gains[name] ?? 0, end);
    });
  }

  close(): void {
    this.stop();
    void this.context.close();
  }

  private async loadTrack({ name, url }: Track): Promise<void> {
    const response = await fetch(url);
    if (!response.ok) throw new ApiError(response.status, { code: "unexpected_answer", message: `${name}: ${response.status}` });
    const buffer = await this.context.decodeAudioData(await response.arrayBuffer());
    const gain = new GainNode(this.context, { gain: 0 });
    gain.connect(this.context.destination);
    this.tracks.set(name, { buffer, gain, source: null });
  }
}
