"""Loudness: gains, peaks, envelopes, and whether there is anything to hear."""

import numpy as np
from scipy import ndimage

from rvc_core.audio.clip import AudioClip, mix_to_mono
from rvc_core.errors import SilentError, TooShortError

SILENCE_DB = -60.0  # quieter than this throughout is silence
SILENCE_FRAME_SECONDS = 0.05
OUTPUT_PEAK = 0.99
INPUT_PEAK = 0.95
MAX_SLICE_PEAK = 2.5
LOOKAHEAD_SECONDS = 0.005


def db_to_gain(gain_db: float) -> float:
    """Return the factor of a gain in dB."""
    return float(10.0 ** (gain_db / 20.0))


def gain_to_db(gain: float) -> float:
    """Return the dB of a factor, at least -120."""
    return float(20.0 * np.log10(max(gain, 1e-6)))


def apply_gain(clip: AudioClip, gain_db: float) -> AudioClip:
    """Return the clip louder by `gain_db`."""
    return AudioClip((clip.waveform * np.float32(db_to_gain(gain_db))), clip.sample_rate)


def frame_rms(waveform: np.ndarray, win_length: int, hop_length: int) -> np.ndarray:
    """Return the RMS of frames centred on multiples of `hop_length`, `(T,)` float32.

    Beyond the ends the waveform `(N,)` counts as zero; `T = 1 + N // hop_length` for an even window.
    """
    half = win_length // 2
    energy = np.concatenate(([0.0], np.cumsum(np.pad(waveform.astype(np.float64) ** 2, half))))
    starts = np.arange(0, energy.size - win_length, hop_length)
    mean_square = (energy[starts + win_length] - energy[starts]) / win_length
    return np.sqrt(np.maximum(mean_square, 0.0)).astype(np.float32)


def limit_peak(waveform: np.ndarray, peak: float = OUTPUT_PEAK) -> np.ndarray:
    """Return the waveform scaled down as a whole where it exceeds `peak`, else unchanged.

    Source: inference pipeline of RVC WebUI 2023-10 (0.95, input; 0.99, output).
    """
    highest = float(np.abs(waveform).max(initial=0.0))
    return waveform if highest <= peak else (waveform * np.float32(peak / highest))


def level_slice(waveform: np.ndarray) -> np.ndarray | None:
    """Return a training slice moved most of the way to a peak of 0.9, None where it is unusable.

    Unusable is what is silent, not finite, or peaks above 2.5.

    Source: dataset preparation of RVC WebUI 2023-10.
    """
    peak = float(np.abs(waveform).max(initial=0.0))
    if not 0.0 < peak <= MAX_SLICE_PEAK:  # NaN is never in range
        return None
    return (waveform * np.float32(0.9 * 0.75 / peak + 0.25)).astype(np.float32)


def limit(waveform: np.ndarray, sample_rate: int, ceiling: float = OUTPUT_PEAK) -> np.ndarray:
    """Return a `(N,)` or `(C, N)` waveform that stays within `ceiling`, pulled down only near its peaks.

    All channels share one gain, so that the stereo image stays. The gain needed is held over a
    window to both sides and then averaged over the same window: each average takes in only values
    at or below the gain needed at its centre, so the ceiling holds exactly.
    """
    peaks = np.abs(np.atleast_2d(waveform)).max(axis=0, initial=0.0)
    if peaks.max(initial=0.0) <= ceiling:
        return waveform
    width = 2 * round(LOOKAHEAD_SECONDS * sample_rate) + 1
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    held = ndimage.minimum_filter1d(needed, width, mode="nearest")
    gain = ndimage.uniform_filter1d(held, width, mode="nearest")
    return np.clip(waveform * gain, -ceiling, ceiling).astype(np.float32)


def mix_envelopes(source: AudioClip, converted: AudioClip, envelope_mix: float) -> np.ndarray:
    """Return the converted waveform `(N,)` with its loudness drawn towards that of its source.

    Args:
        source: What was converted, mono.
        converted: The result, mono, as long as `source` in seconds.
        envelope_mix: 0 follows the source's loudness, 1 keeps the converted one.

    Source: inference pipeline of RVC WebUI 2023-10.
    """
    if envelope_mix >= 1.0 or converted.n_samples == 0:
        return converted.waveform
    wanted = _envelope(source, converted)
    present = np.maximum(_envelope(converted, converted), 1e-6)
    gain = (wanted / present) ** (1.0 - envelope_mix)
    return (converted.waveform * gain).astype(np.float32)


def require_length(clip: AudioClip, seconds: float, name: str = "The recording") -> None:
    """Check that a clip lasts at least `seconds`.

    Raises:
        TooShortError: it does not.
    """
    if clip.duration_seconds < seconds:
        raise TooShortError(
            f"{name} lasts {clip.duration_seconds:.2f} s; at least {seconds:g} s of sound are needed."
        )


def require_audible(clip: AudioClip, name: str = "The recording") -> None:
    """Check that there is something to hear in a clip.

    Raises:
        SilentError: it stays below -60 dB of full scale throughout.
    """
    loudest = loudest_db(clip)
    if loudest < SILENCE_DB:
        raise SilentError(
            f"{name} is silent: its loudest moment is at {loudest:.0f} dB, {SILENCE_DB:.0f} dB is the least."
        )


def loudest_db(clip: AudioClip) -> float:
    """Return the level of the loudest 50 ms of a clip in dB of full scale, at least -120."""
    window = 2 * max(1, round(SILENCE_FRAME_SECONDS * clip.sample_rate / 2))
    return gain_to_db(float(frame_rms(mix_to_mono(clip.waveform), window, window // 2).max(initial=0.0)))


def _envelope(clip: AudioClip, timeline: AudioClip) -> np.ndarray:
    """Return the half-second RMS of `clip` at each sample of `timeline`."""
    hop_length = clip.sample_rate // 2
    rms = frame_rms(mix_to_mono(clip.waveform), 2 * hop_length, hop_length)
    centres = np.arange(rms.size) * hop_length / clip.sample_rate
    return np.interp(np.arange(timeline.n_samples) / timeline.sample_rate, centres, rms)
