"""The time grid of content: 16 kHz, one frame each 20 ms, without padding at the ends."""

from collections.abc import Callable

import numpy as np

SAMPLE_RATE = 16_000  # Hz
HOP_LENGTH = 320  # samples
WIN_LENGTH = 400  # samples; frame t looks at samples 320 t to 320 t + 400


def frame_count(n_samples: int) -> int:
    """Return the number of frames of `n_samples` at 16 kHz, `floor((N - 400) / 320) + 1`."""
    return max(0, (n_samples - WIN_LENGTH) // HOP_LENGTH + 1)


def sample_count(n_frames: int) -> int:
    """Return the number of samples that `n_frames` look at."""
    return (n_frames - 1) * HOP_LENGTH + WIN_LENGTH


def in_chunks(
    encode: Callable[[np.ndarray], np.ndarray], waveform: np.ndarray, chunk: int, context: int
) -> np.ndarray:
    """Return the frames `(T, D)` of a long waveform, encoded `chunk` frames at a time.

    Each chunk is encoded with `context` frames on both sides, which are then dropped.
    """
    n_frames = frame_count(len(waveform))
    if n_frames <= chunk + 2 * context:
        return encode(waveform)
    parts = []
    for first in range(0, n_frames, chunk):
        start, stop = max(first - context, 0), min(first + chunk + context, n_frames)
        begin = start * HOP_LENGTH
        found = encode(waveform[begin : begin + sample_count(stop - start)])
        parts.append(found[first - start : first - start + chunk])
    return np.concatenate(parts)
