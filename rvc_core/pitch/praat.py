"""Praat's autocorrelation method.

Source: Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise
ratio of a sampled sound" (1993).
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import parselmouth

from rvc_core.config.limits import F0_MAX_HZ, F0_MIN_HZ
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ, FRAME_RATE_HZ
from rvc_core.pitch import frames
from rvc_core.pitch.parallel import extract_each, extract_pooled

VOICING_THRESHOLD = 0.6
PERIODS_PER_WINDOW = 3
# Praat leaves out frames whose window reaches beyond the sound, so that much silence is added.
PADDING = round(PERIODS_PER_WINDOW / F0_MIN_HZ * ANALYSIS_RATE_HZ)


class PraatExtractor:
    """F0 by Praat's autocorrelation on all cores."""

    name = "pm"

    def extract(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `f0_hz` `(T,)`; see `PitchExtractor`."""
        return self.extract_batch([waveform_16k])[0]

    def extract_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return `f0_hz` for each waveform."""
        return extract_pooled(praat, waveforms_16k)

    def extract_each(self, waveforms_16k: Iterable[np.ndarray]) -> Iterator[np.ndarray | None]:
        """Yield `f0_hz` for each waveform; see `PooledExtractor`."""
        return extract_each(praat, waveforms_16k)


def praat(waveform_16k: np.ndarray) -> np.ndarray:
    """Return `f0_hz` `(T,)` of one waveform."""
    n_frames = frames.frame_count(len(waveform_16k))
    if n_frames == 0:
        return np.zeros(0, np.float32)
    samples = np.pad(np.asarray(waveform_16k, dtype=np.float64), PADDING)
    pitch = parselmouth.Sound(samples, ANALYSIS_RATE_HZ).to_pitch_ac(
        time_step=1.0 / FRAME_RATE_HZ,
        pitch_floor=F0_MIN_HZ,
        pitch_ceiling=F0_MAX_HZ,
        voicing_threshold=VOICING_THRESHOLD,
    )
    times = pitch.xs() - PADDING / ANALYSIS_RATE_HZ
    f0_hz = pitch.selected_array["frequency"]
    return frames.drop_out_of_range(frames.to_grid(times, f0_hz, n_frames))
