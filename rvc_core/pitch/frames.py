"""F0 frames of a waveform at 16 kHz: one each 10 ms, whatever grid a method has."""

import numpy as np

from rvc_core.config.limits import F0_MAX_HZ, F0_MIN_HZ
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ, FRAME_HOP


def frame_count(n_samples: int) -> int:
    """Return the number of frames of `n_samples` at 16 kHz."""
    return n_samples // FRAME_HOP


def frame_times(n_frames: int) -> np.ndarray:
    """Return the centres of the frames in seconds, `(T,)`."""
    return np.arange(n_frames) * (FRAME_HOP / ANALYSIS_RATE_HZ)


def drop_out_of_range(f0_hz: np.ndarray) -> np.ndarray:
    """Return F0 as float32 with everything outside 50 to 1600 Hz, or not finite, unvoiced."""
    within = (f0_hz >= F0_MIN_HZ) & (f0_hz <= F0_MAX_HZ)  # false for NaN
    return np.where(within, f0_hz, 0.0).astype(np.float32)


def to_grid(times: np.ndarray, f0_hz: np.ndarray, n_frames: int) -> np.ndarray:
    """Return F0 given at rising `times` in seconds on the 10 ms grid, `(T,)`.

    A frame is voiced where the given frame nearest to it is. Between two voiced frames the pitch
    is interpolated on a log scale, beside an unvoiced one it is held: nothing bridges a gap.
    """
    if len(times) == 0:
        return np.zeros(n_frames, np.float32)
    wanted = frame_times(n_frames)
    right = np.clip(np.searchsorted(times, wanted), 1, max(1, len(times) - 1))
    right = np.minimum(right, len(times) - 1)
    left = np.maximum(right - 1, 0)
    span = np.maximum(times[right] - times[left], 1e-9)
    share = np.clip((wanted - times[left]) / span, 0.0, 1.0)  # 0: at left, 1: at right
    nearest = np.where(share < 0.5, f0_hz[left], f0_hz[right])
    both = (f0_hz[left] > 0) & (f0_hz[right] > 0)
    safe = np.where(f0_hz > 0, f0_hz, 1.0)
    between = safe[left] ** (1.0 - share) * safe[right] ** share
    return np.where(both, between, nearest).astype(np.float32)
