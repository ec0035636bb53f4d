"""A long song in windows that fade into each other."""

import numpy as np

Window = tuple[int, int]  # samples [start, stop)


def plan_windows(n_samples: int, window_samples: int, overlap_samples: int) -> list[Window]:
    """Return windows that cover `n_samples`, all of nearly the same length, each overlapping the next.

    40 s in windows of 30 s with 2 s of overlap: [0, 21) and [19, 40), rather than [0, 30) and [28, 40).
    """
    fresh = max(window_samples - overlap_samples, 1)
    count = max(1, -(-(n_samples - overlap_samples) // fresh))
    bounds = [round(index * n_samples / count) for index in range(count + 1)]
    half = overlap_samples // 2
    return [
        (max(0, start - half), min(n_samples, stop + half))
        for start, stop in zip(bounds[:-1], bounds[1:], strict=True)
    ]


def window_fade(windows: list[Window], index: int) -> np.ndarray:
    """Return the gain `(n,)` of a window; where windows overlap, their gains sum to 1."""
    start, stop = windows[index]
    gain = np.ones(stop - start, np.float32)
    if index > 0:
        overlap = windows[index - 1][1] - start
        gain[:overlap] *= _rise(overlap)
    if index + 1 < len(windows):
        overlap = stop - windows[index + 1][0]
        gain[-overlap:] *= 1.0 - _rise(overlap)
    return gain


def _rise(n_samples: int) -> np.ndarray:
    return ((np.arange(n_samples) + 0.5) / n_samples).astype(np.float32)
