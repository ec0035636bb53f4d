"""The high-pass that keeps rumble out of pitch and content."""

import numpy as np
from scipy import signal

HIGH_PASS_ORDER = 5
HIGH_PASS_HZ = 48.0


def high_pass_coefficients(sample_rate: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `(b, a)` of the Butterworth high-pass, order 5 at 48 Hz.

    Source: inference pipeline of RVC WebUI 2023-10.
    """
    b, a = signal.butter(HIGH_PASS_ORDER, HIGH_PASS_HZ, "highpass", fs=sample_rate)
    return b, a


def high_pass(waveform: np.ndarray, sample_rate: int, zero_phase: bool = True) -> np.ndarray:
    """Return a `(..., N)` waveform without what lies below 48 Hz, float32.

    Args:
        waveform: What to filter.
        sample_rate: In Hz.
        zero_phase: Forward and backward, as conversion does. Training filters forward only,
            where zero phase would ring before each onset.
    """
    # Second-order sections: at 48 kHz the plain (b, a) form loses digits near z = 1.
    sections = signal.butter(HIGH_PASS_ORDER, HIGH_PASS_HZ, "highpass", fs=sample_rate, output="sos")
    if waveform.shape[-1] == 0:
        return waveform.astype(np.float32)
    if not zero_phase:
        return signal.sosfilt(sections, waveform, axis=-1).astype(np.float32)
    padding = min(3 * (HIGH_PASS_ORDER + 1), waveform.shape[-1] - 1)
    return signal.sosfiltfilt(sections, waveform, axis=-1, padlen=padding).astype(np.float32)
