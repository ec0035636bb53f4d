"""Content frames of a waveform at 16 kHz: one each 20 ms, without padding at the ends."""

from collections.abc import Callable

import numpy as np

from rvc_core.audio.chunking import heard_and_kept
from rvc_core.config.time_grid import CONTENT_HOP, CONTENT_WINDOW


def frame_count(n_samples: int) -> int:
    """Return the number of frames of `n_samples` at 16 kHz, `floor((N - 400) / 320) + 1`."""
    return max(0, (n_samples - CONTENT_WINDOW) // CONTENT_HOP + 1)


def sample_count(n_frames: int) -> int:
    """Return the number of samples that `n_frames` look at."""
    return (n_frames - 1) * CONTENT_HOP + CONTENT_WINDOW


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
    for heard, kept in heard_and_kept(n_frames, chunk, context):
        begin = heard.start * CONTENT_HOP
        parts.append(encode(waveform[begin : begin + sample_count(heard.stop - heard.start)])[kept])
    return np.concatenate(parts)
