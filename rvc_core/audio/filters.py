"""High-pass filters that keep rumble out of pitch, content and loudness."""

import numpy as np
from scipy import signal

from rvc_core.audio.clip import BLOCK_SAMPLES

HIGH_PASS_ORDER = 5
HIGH_PASS_HZ = 48.0
RUMBLE_ORDER = 2
RUMBLE_HZ = 20.0


def high_pass_sections(sample_rate: int) -> np.ndarray:
    """Return the Butterworth high-pass, order 5 at 48 Hz, as second-order sections `(3, 6)`.

    As one fraction `(b, a)` it would lose digits near z = 1 at 48 kHz.

    Source: inference pipeline of RVC WebUI 2023-10.
    """
    sections: np.ndarray = signal.butter(
        HIGH_PASS_ORDER, HIGH_PASS_HZ, "highpass", fs=sample_rate, output="sos"
    )
    return sections


def high_pass(waveform: np.ndarray, sample_rate: int, zero_phase: bool = True) -> np.ndarray:
    """Return a `(..., N)` waveform without what is below 48 Hz, float32.

    Args:
        waveform: What to filter.
        sample_rate: In Hz.
        zero_phase: Forward and backward, as conversion does. Training filters forward only,
            where zero phase would ring before each onset.
    """
    sections = high_pass_sections(sample_rate)
    if waveform.shape[-1] == 0:
        return waveform.astype(np.float32)
    if not zero_phase:
        return _filter_forward(sections, waveform)
    padding = min(3 * (HIGH_PASS_ORDER + 1), waveform.shape[-1] - 1)
    return signal.sosfiltfilt(sections, waveform, axis=-1, padlen=padding).astype(np.float32)


def remove_rumble(waveform: np.ndarray, sample_rate: int) -> np.ndarray:
    """Return a `(..., N)` waveform without offset and what is below 20 Hz, float32.

    Nobody hears it, but it counts in every loudness and peak: it is taken out before they are measured.
    """
    if waveform.shape[-1] == 0:
        return waveform.astype(np.float32)
    sections = signal.butter(RUMBLE_ORDER, RUMBLE_HZ, "highpass", fs=sample_rate, output="sos")
    settled = signal.sosfilt_zi(sections)  # as if the first value had been there forever
    first = waveform[..., :1].astype(np.float64)
    state = settled.reshape(len(sections), *(1,) * (waveform.ndim - 1), 2) * first[None]
    return _filter_forward(sections, waveform, state)


def _filter_forward(
    sections: np.ndarray, waveform: np.ndarray, state: np.ndarray | None = None
) -> np.ndarray:
    """Return the filtered waveform; block by block, for in float64 an hour would take gigabytes."""
    filtered = np.empty(waveform.shape, np.float32)
    if state is None:
        state = np.zeros((len(sections), *waveform.shape[:-1], 2))
    for start in range(0, waveform.shape[-1], BLOCK_SAMPLES):
        block = waveform[..., start : start + BLOCK_SAMPLES]
        filtered[..., start : start + BLOCK_SAMPLES], state = signal.sosfilt(sections, block, zi=state)
    return filtered
