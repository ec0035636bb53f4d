"""Change of sample rate, with exact lengths."""

import numpy as np
import soxr


def resampled_length(n_samples: int, from_hz: int, to_hz: int) -> int:
    """Return the number of samples that `n_samples` have at another rate, `round(n·to/from)`."""
    return round(n_samples * to_hz / from_hz)


def resample(waveform: np.ndarray, from_hz: int, to_hz: int) -> np.ndarray:
    """Return a `(N,)` or `(C, N)` waveform at another rate, float32 (soxr, very high quality).

    The result has exactly `resampled_length` samples; time zero stays where it was.
    """
    if from_hz == to_hz or waveform.shape[-1] == 0:
        return np.ascontiguousarray(waveform, dtype=np.float32)
    length = resampled_length(waveform.shape[-1], from_hz, to_hz)
    channels_last = np.ascontiguousarray(waveform.T, dtype=np.float32)
    moved = soxr.resample(channels_last, from_hz, to_hz, quality="VHQ").T
    return np.ascontiguousarray(fit_length(moved, length))


def fit_length(waveform: np.ndarray, n_samples: int) -> np.ndarray:
    """Return a `(N,)` or `(C, N)` waveform cut, or filled up with silence, to `n_samples`.

    Nothing is copied where nothing is missing: a long song would not fit into memory twice.
    """
    missing = n_samples - waveform.shape[-1]
    if missing <= 0:
        return waveform[..., :n_samples]
    return np.pad(waveform, [(0, 0)] * (waveform.ndim - 1) + [(0, missing)])
