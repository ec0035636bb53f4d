"""What tells a voice from its accompaniment in a spectrogram, bin by bin.

A voice glides where instruments hold still, holds where drums strike, is new where the accompaniment repeats
itself, and mostly sits in the middle of the stereo image. Each cue is a log ratio: how far a bin rises above
what would be there by repetition, by steadiness in time, or by smoothness in frequency.

Source: Rafii and Pardo 2012, "Music/voice separation using the similarity matrix" (repetition); FitzGerald
and Gainza 2010, "Single channel vocal separation using median filtering" (steadiness and strikes); Barry et
al. 2004, "Sound source separation: azimuth discrimination and resynthesis" (place). Power means stand in for
medians: they cost a hundredth.
"""

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

FLOOR = 1e-10  # of power, for waveforms of RMS 0.1
MEAN_POWER = 0.15  # exponent of the means: near 0, so that a few loud bins do not carry them
NEIGHBOURS = (12, 100)  # similar frames that repetition is judged by
MIN_DISTANCE_FRAMES = 10  # a frame is always like its neighbours; those do not count
SIMILARITY_BAND_HZ = (100.0, 5000.0)
TIME_SPANS_FRAMES = (5, 17, 63, 301)
FREQUENCY_SPANS_BINS = (5, 17, 63, 251)
PLACE_SPANS = (1, 5, 41)  # frames and bins alike
N_CUES = 22


def compute_cues(spectra: np.ndarray, frequencies_hz: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the cues of `spectra` `(C, F, T)` one by one, each `(F, T)` float32, always in the same order."""
    power = np.sum(np.abs(spectra) ** 2, axis=0)
    level = np.log(power + FLOOR)
    soft = power**MEAN_POWER
    repeated = []
    for weights in similar_frames(power, frequencies_hz):
        repeated.append(level - _log_power(soft @ weights))
        yield repeated[-1]
    for span in TIME_SPANS_FRAMES:
        yield level - _log_power(_mean(soft, (1, span)))
    for span in FREQUENCY_SPANS_BINS:
        yield level - _log_power(_mean(soft, (span, 1)))
    for cue in reversed(repeated):
        yield _mean(cue, (9, 3))
    yield from _place(spectra)
    octaves = np.log2(np.maximum(frequencies_hz, 20.0) / 1000.0).astype(np.float32)[:, None]
    yield np.broadcast_to(octaves, power.shape)
    yield np.broadcast_to(octaves**2 / 3.0, power.shape)
    yield level - np.log(power.mean() + FLOOR)
    yield np.broadcast_to(_activity(repeated[-1], soft, frequencies_hz), power.shape)


def similar_frames(power: np.ndarray, frequencies_hz: np.ndarray) -> Iterator[np.ndarray]:
    """Yield `(T, T)` matrices whose column `t` averages the frames most like frame `t`, one a count."""
    low, high = SIMILARITY_BAND_HZ
    band = np.sqrt(power[(frequencies_hz > low) & (frequencies_hz < high)])
    shape = np.sqrt(np.add.reduceat(band, np.arange(0, len(band), 4), axis=0))
    shape /= np.linalg.norm(shape, axis=0) + FLOOR
    similarity = shape.T @ shape
    n_frames = len(similarity)
    index = np.arange(n_frames)
    similarity[np.abs(index[:, None] - index) < min(MIN_DISTANCE_FRAMES, n_frames // 3)] = -1.0
    for count in NEIGHBOURS:
        kept = max(1, min(count, n_frames // 4))
        threshold = np.partition(similarity, n_frames - kept, axis=1)[:, n_frames - kept, None]
        chosen = (similarity >= threshold).astype(np.float32)
        yield (chosen / chosen.sum(axis=1, keepdims=True)).T


def _place(spectra: np.ndarray) -> Iterator[np.ndarray]:
    """Yield how central and how one-sided each bin is, at three smoothings; 1 and 0 throughout for mono."""
    left, right = spectra[0], spectra[-1]
    left_power, right_power = np.abs(left) ** 2, np.abs(right) ** 2
    shared = (left * right.conj()).real
    for span in PLACE_SPANS:
        left_mean, right_mean = _mean(left_power, (span, span)), _mean(right_power, (span, span))
        total = left_mean + right_mean + FLOOR
        yield 6.0 * _mean(shared, (span, span)) / total
        yield 3.0 * np.abs(left_mean - right_mean) / total


def _activity(novelty: np.ndarray, soft: np.ndarray, frequencies_hz: np.ndarray) -> np.ndarray:
    """Return how much of each frame is new between 120 Hz and 5 kHz, `(1, T)`."""
    voice = (frequencies_hz > 120.0) & (frequencies_hz < 5000.0)
    total = soft[voice].sum(axis=0) + FLOOR
    return ((novelty[voice] * soft[voice]).sum(axis=0) / total)[None]


def _mean(values: np.ndarray, spans: tuple[int, int]) -> np.ndarray:
    return ndimage.uniform_filter(values, spans, mode="nearest")


def _log_power(soft: np.ndarray) -> np.ndarray:
    return np.log(np.maximum(soft, 0.0) ** (1.0 / MEAN_POWER) + FLOOR)
