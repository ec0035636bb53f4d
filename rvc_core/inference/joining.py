"""Chunks back to one waveform, with short cross-fades where they meet."""

import numpy as np

from rvc_core.inference.chunks import Chunk

FADE_FRAMES = 1  # content frames on each side of a cut: 40 ms in all


def fade_gains(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the falling and the rising gain that keep the loudness of an overlap level.

    Sines and cosines keep the power of two unrelated signals, but add 3 dB where both are the same. Power
    of the sum is `a² + b² + 2 r a b` for a correlation `r`; dividing by its root works for every `r`.
    """
    turn = (np.arange(len(before)) + 0.5) / max(len(before), 1) * (np.pi / 2)
    falling, rising = np.cos(turn), np.sin(turn)
    scale = np.sqrt(1.0 + 2.0 * _correlation(before, after) * falling * rising)
    return (falling / scale).astype(np.float32), (rising / scale).astype(np.float32)


class Joiner:
    """One waveform, filled chunk by chunk."""

    def __init__(self, n_frames: int, frame_samples: int) -> None:
        """Start with silence of `n_frames` content frames, `frame_samples` each."""
        self.waveform = np.zeros(n_frames * frame_samples, np.float32)
        self._frame_samples = frame_samples
        self._n_frames = n_frames

    def reach(self, chunk: Chunk) -> Chunk:
        """Return the frames a chunk has to deliver: its own and its share of the fades."""
        return chunk.widened(FADE_FRAMES, self._n_frames)

    def add(self, chunk: Chunk, waveform: np.ndarray) -> None:
        """Add the waveform of `reach(chunk)`; chunks come in order."""
        reach = self.reach(chunk)
        start, stop = reach.start * self._frame_samples, reach.stop * self._frame_samples
        overlap = 0 if chunk.start == 0 else (chunk.start + FADE_FRAMES - reach.start) * self._frame_samples
        overlap = min(overlap, stop - start)
        present = self.waveform[start : start + overlap]
        falling, rising = fade_gains(present, waveform[:overlap])
        self.waveform[start : start + overlap] = present * falling + waveform[:overlap] * rising
        self.waveform[start + overlap : stop] = waveform[overlap : stop - start]


def _correlation(before: np.ndarray, after: np.ndarray) -> float:
    power = float(np.sqrt(np.sum(before**2, dtype=np.float64) * np.sum(after**2, dtype=np.float64)))
    shared = float(np.sum(before * after, dtype=np.float64))
    return 0.0 if power <= 1e-12 else max(0.0, min(1.0, shared / power))
