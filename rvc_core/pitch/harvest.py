"""Harvest with StoneMask refinement, from WORLD.

Source: Morise, "Harvest: A high-performance fundamental frequency estimator from speech signals" (2017).
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyworld
from scipy.ndimage import median_filter

from rvc_core.audio import fit_length
from rvc_core.config.limits import F0_MAX_HZ, F0_MIN_HZ
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ, FRAME_RATE_HZ
from rvc_core.pitch import frames
from rvc_core.pitch.parallel import extract_each, extract_pooled

FRAME_PERIOD_MS = 1000.0 / FRAME_RATE_HZ
MEDIAN_FRAMES = 3
REFINED_HZ = 1_100.0  # above about 1400 Hz StoneMask finds nothing to refine, and answers 0
# Share of the power below 4 kHz above which a frame is voiced. Harvest alone carries the pitch about
# 0.1 s into a gap.
LOVE_TRAIN_THRESHOLD = 0.7


class HarvestExtractor:
    """F0 by Harvest on all cores."""

    name = "harvest"

    def extract(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `f0_hz` `(T,)`; see `PitchExtractor`."""
        return self.extract_batch([waveform_16k])[0]

    def extract_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return `f0_hz` for each waveform."""
        return extract_pooled(harvest, waveforms_16k)

    def extract_each(self, waveforms_16k: Iterable[np.ndarray]) -> Iterator[np.ndarray | None]:
        """Yield `f0_hz` for each waveform; see `PooledExtractor`."""
        return extract_each(harvest, waveforms_16k)


def harvest(waveform_16k: np.ndarray) -> np.ndarray:
    """Return `f0_hz` `(T,)` of one waveform."""
    n_frames = frames.frame_count(len(waveform_16k))
    if n_frames == 0:
        return np.zeros(0, np.float32)
    samples = np.ascontiguousarray(waveform_16k, dtype=np.float64)
    f0_hz, times = pyworld.harvest(
        samples, ANALYSIS_RATE_HZ, f0_floor=F0_MIN_HZ, f0_ceil=F0_MAX_HZ, frame_period=FRAME_PERIOD_MS
    )
    refined = pyworld.stonemask(samples, f0_hz, times, ANALYSIS_RATE_HZ)
    f0_hz = np.where((refined == 0.0) & (f0_hz > REFINED_HZ), f0_hz, refined)
    f0_hz = np.where(_is_voiced(samples, f0_hz, times), f0_hz, 0.0)
    return frames.drop_out_of_range(
        fit_length(median_filter(f0_hz, MEDIAN_FRAMES, mode="constant"), n_frames)
    )


def _is_voiced(samples: np.ndarray, f0_hz: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return where D4C's love train finds a voice; it marks the rest as aperiodic throughout.

    Source: Morise, "D4C, a band-aperiodicity estimator for high-quality speech synthesis" (2016), 2.4.
    """
    aperiodicity = pyworld.d4c(samples, f0_hz, times, ANALYSIS_RATE_HZ, threshold=LOVE_TRAIN_THRESHOLD)
    return aperiodicity.mean(axis=1) < 0.999
