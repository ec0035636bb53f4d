"""F0 contours: medians, and how far to shift."""

import numpy as np

from rvc_core.config.limits import MAX_SUGGESTED_SHIFT_SEMITONES


def shift_f0(f0_hz: np.ndarray, pitch_shift_semitones: float) -> np.ndarray:
    """Return F0 moved by semitones; unvoiced stays 0."""
    return (f0_hz * 2.0 ** (pitch_shift_semitones / 12.0)).astype(np.float32)


def median_f0(f0_hz: np.ndarray) -> float | None:
    """Return the median of the voiced frames in Hz, None where none is voiced."""
    voiced = f0_hz[f0_hz > 0]
    return float(np.median(voiced)) if voiced.size else None


def suggest_pitch_shift_semitones(source_median_hz: float | None, target_median_hz: float | None) -> int:
    """Return the whole semitones that bring one median pitch nearest to another, within +-12.

    0 where either is unknown. The accompaniment has to be shifted along.
    """
    return _clamped(_semitones_between(source_median_hz, target_median_hz), 1)


def nearest_octave_shift(source_median_hz: float | None, target_median_hz: float | None) -> int:
    """Return the whole octaves, in semitones, that bring one median nearest to another, within +-12.

    0 where either is unknown. The accompaniment stays in its key.
    """
    return _clamped(_semitones_between(source_median_hz, target_median_hz), 12)


def interpolate_unvoiced(f0_hz: np.ndarray) -> np.ndarray:
    """Return F0 with straight lines across unvoiced frames, ends held; all unvoiced stays 0.

    Source: F0 extraction of RVC WebUI 2026-07.
    """
    voiced = np.flatnonzero(f0_hz > 0)
    if voiced.size == 0:
        return f0_hz.astype(np.float32)
    return np.interp(np.arange(len(f0_hz)), voiced, f0_hz[voiced]).astype(np.float32)


def _semitones_between(source_hz: float | None, target_hz: float | None) -> float:
    if not source_hz or not target_hz:
        return 0.0
    return float(12.0 * np.log2(target_hz / source_hz))


def _clamped(semitones: float, step: int) -> int:
    limit = MAX_SUGGESTED_SHIFT_SEMITONES
    return int(np.clip(round(semitones / step) * step, -limit, limit))
