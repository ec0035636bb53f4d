/** The only home of wavesurfer.js: a drawn waveform over one media element. */
import WaveSurfer from "wavesurfer.js";

export type Unsubscribe = () => void;

export interface WaveformColors {
  wave: string;
  progress: string;
  cursor: string;
}

export interface WaveformEvents {
  ready: (durationSeconds: number) => void;
  time: (seconds: number) => void;
  playing: (playing: boolean) => void;
  seeked: (seconds: number) => void;
  failed: (error: Error) => void;
}

export interface Waveform {
  playPause: () => void;
  pause: () => void;
  /** Go to a position; values outside the sound are clamped. */
  seek: (seconds: number) => void;
  time: () => number;
  isPlaying: () => boolean;
  /** Volume of the element itself, 0 to 1. */
  setVolume: (volume: number) => void;
  setColors: (colors: WaveformColors) => void;
  on: (events: Partial<WaveformEvents>) => Unsubscribe;
  destroy: () => void;
}

/** Draw the sound at `url` into `container`. */
export function createWaveform(container: HTMLElement, url: string, colors: WaveformColors): Waveform {
  const surfer = WaveSurfer.create({
    container,
    url,
    height: "auto",
    barWidth: 3,
    barGap: 2,
    barRadius: 3,
    cursorWidth: 2,
    barMinHeight: 2,
    // A slider lies over it, for the keyboard, a mouse and a finger alike.
    interact: false,
    normalize: true,
    ...toOptions(colors),
  });
  return {
    playPause: () => void surfer.playPause(),
    pause: () => surfer.pause(),
    seek: (seconds) => surfer.setTime(Math.min(Math.max(seconds, 0), surfer.getDuration())),
    time: () => surfer.getCurrentTime(),
    isPlaying: () => surfer.isPlaying(),
    setVolume: (volume) => surfer.setVolume(volume),
    setColors: (next) => surfer.setOptions(toOptions(next)),
    on: (events) => listen(surfer, events),
    destroy: () => surfer.destroy(),
  };
}

function toOptions(colors: WaveformColors) {
  return { waveColor: colors.wave, progressColor: colors.progress, cursorColor: colors.cursor };
}

function listen(surfer: WaveSurfer, events: Partial<WaveformEvents>): Unsubscribe {
  const subscriptions = [
    surfer.on("ready", (duration) => events.ready?.(duration)),
    surfer.on("timeupdate", (seconds) => events.time?.(seconds)),
    surfer.on("seeking", (seconds) => events.seeked?.(seconds)),
    surfer.on("play", () => events.playing?.(true)),
    surfer.on("pause", () => events.playing?.(false)),
    surfer.on("finish", () => events.playing?.(false)),
    surfer.on("error", (error) => events.failed?.(error)),
  ];
  return () => subscriptions.forEach((unsubscribe) => unsubscribe());
}
