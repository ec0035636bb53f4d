"""Loudness: gains, peaks, envelopes, and whether there is anything to hear."""

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

from rvc_core.audio.clip import BLOCK_SAMPLES, AudioClip, mix_to_mono
from rvc_core.audio.filters import remove_rumble
from rvc_core.errors import SilentError, TooShortError

SILENCE_DB = -60.0  # quieter than this throughout is silence
SILENCE_FRAME_SECONDS = 0.05
OUTPUT_PEAK = 0.99
INPUT_PEAK = 0.95
MAX_SLICE_PEAK = 2.5
LOOKAHEAD_SECONDS = 0.005
LEVEL_FRAME_SECONDS = 0.05
LOUD_SHARE = 0.1
LOUD_SECONDS = 3.0
QUIET_RMS = 0.06  # the louder moments of a voice that peaks at a quarter of full scale
LOUD_RMS = 0.5  # more is beyond full scale


def db_to_gain(gain_db: float) -> float:
    """Return the factor of a gain in dB."""
    return float(10.0 ** (gain_db / 20.0))


def gain_to_db(gain: float) -> float:
    """Return the dB of a factor, at least -120."""
    return float(20.0 * np.log10(max(gain, 1e-6)))


def frame_rms(waveform: np.ndarray, win_length: int, hop_length: int) -> np.ndarray:
    """Return the RMS of frames centred on multiples of `hop_length`, `(T,)` float32.

    Beyond the ends the waveform `(N,)` counts as zero; `T = 1 + N // hop_length` for an even window.
    """
    starts = np.arange(-(win_length // 2), len(waveform) + win_length // 2 + 1 - win_length, hop_length)
    frames_per_block = max(1, BLOCK_SAMPLES // hop_length)
    blocks = np.split(starts, range(frames_per_block, len(starts), frames_per_block))
    mean_square = np.concatenate([_mean_square(waveform, block, win_length) for block in blocks])
    return np.sqrt(np.maximum(mean_square, 0.0)).astype(np.float32)


def limit_peak(waveform: np.ndarray, peak: float = OUTPUT_PEAK) -> np.ndarray:
    """Return the waveform scaled down as a whole where it exceeds `peak`, else unchanged.

    Source: inference pipeline of RVC WebUI 2023-10 (0.95, input; 0.99, output).
    """
    highest = float(np.abs(waveform).max(initial=0.0))
    return waveform if highest <= peak else (waveform * np.float32(peak / highest))


def level_recording(waveform: np.ndarray, sample_rate: int) -> np.ndarray:
    """Return a mono recording `(N,)` at a level where one threshold of silence serves all, within full scale.

    What is quiet is raised, and what is beyond full scale is lowered, by the loudness of its loudest
    `LOUD_SHARE`, or `LOUD_SECONDS` where that is less: a bump or a click is shorter and does not count. Its
    peak is limited.
    """
    level = robust_level(waveform, sample_rate)
    wanted = min(max(level, QUIET_RMS), LOUD_RMS)
    gain = 1.0 if level <= 0.0 else wanted / level
    return limit(waveform * np.float32(gain), sample_rate)


def robust_level(waveform: np.ndarray, sample_rate: int) -> float:
    """Return the RMS that the loudest frames of a `(N,)` waveform have at least; see `level_recording`."""
    hop_length = max(1, round(LEVEL_FRAME_SECONDS * sample_rate))
    rms = np.sort(frame_rms(waveform, 2 * hop_length, hop_length))[::-1]
    return float(rms[int(min(LOUD_SHARE * len(rms), LOUD_SECONDS / LEVEL_FRAME_SECONDS))])


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
    reach = round(LOOKAHEAD_SECONDS * sample_rate)
    limited = np.array(waveform, np.float32)
    for start in range(0, waveform.shape[-1], BLOCK_SAMPLES):
        first, stop = max(0, start - 2 * reach), start + BLOCK_SAMPLES
        peaks = np.abs(np.atleast_2d(waveform)[:, first : stop + 2 * reach]).max(axis=0)
        if peaks.max() > ceiling:
            gain = _limiter_gain(peaks, 2 * reach + 1, ceiling)[start - first :][:BLOCK_SAMPLES]
            limited[..., start:stop] = np.clip(waveform[..., start:stop] * gain, -ceiling, ceiling)
    return limited


def mix_envelopes(source: AudioClip, converted: AudioClip, envelope_mix: float) -> Iterator[np.ndarray]:
    """Yield the blocks of the converted waveform, its loudness drawn towards that of its source.

    Args:
        source: What was converted, mono.
        converted: The result, mono, as long as `source` in seconds.
        envelope_mix: 0 follows the source's loudness, 1 keeps the converted one.

    Source: inference pipeline of RVC WebUI 2023-10.
    """
    if envelope_mix >= 1.0 or converted.n_samples == 0:
        yield converted.waveform
        return
    source_rms, converted_rms = _half_second_rms(source), _half_second_rms(converted)
    for start in range(0, converted.n_samples, BLOCK_SAMPLES):
        block = converted.waveform[start : start + BLOCK_SAMPLES]
        half_seconds = (start + np.arange(len(block))) * (2.0 / converted.sample_rate)
        wanted, present = (
            np.interp(half_seconds, np.arange(len(rms)), rms) for rms in (source_rms, converted_rms)
        )
        gain = (wanted / np.maximum(present, 1e-6)) ** (1.0 - envelope_mix)
        yield (block * gain).astype(np.float32)


def require_length(clip: AudioClip, seconds: float) -> None:
    """Check that a clip lasts at least `seconds`.

    Raises:
        TooShortError: it does not.
    """
    if clip.duration_seconds < seconds:
        message = f"It lasts {clip.duration_seconds:.2f} s; at least {seconds:g} s of sound are needed."
        raise TooShortError(
            message,
            kind="shorter_than",
            facts={"seconds": clip.duration_seconds, "least_seconds": seconds},
        )


def require_audible(clip: AudioClip) -> None:
    """Check that there is something to hear in a clip.

    Raises:
        SilentError: it stays below -60 dB of full scale throughout.
    """
    loudest = loudest_db(clip)
    if loudest < SILENCE_DB:
        message = (
            f"It is silent: its loudest moment is at {loudest:.0f} dB, and {SILENCE_DB:.0f} dB is needed."
        )
        raise SilentError(message, kind="below_db", facts={"loudest_db": loudest, "least_db": SILENCE_DB})


def loudest_db(clip: AudioClip) -> float:
    """Return the level of the loudest 50 ms of a clip in dB of full scale, at least -120."""
    window = 2 * max(1, round(SILENCE_FRAME_SECONDS * clip.sample_rate / 2))
    heard = remove_rumble(mix_to_mono(clip.waveform), clip.sample_rate)
    return gain_to_db(float(frame_rms(heard, window, window // 2).max(initial=0.0)))


def _mean_square(waveform: np.ndarray, starts: np.ndarray, win_length: int) -> np.ndarray:
    """Return the mean square of the frames that begin at `starts`, of rising order."""
    first, stop = int(starts[0]), int(starts[-1]) + win_length
    inside = waveform[max(first, 0) : max(stop, 0)]
    before = max(-first, 0)
    padded = np.pad(inside, (before, stop - first - before - len(inside)))
    energy = np.concatenate(([0.0], np.cumsum(np.square(padded, dtype=np.float64))))
    return (energy[starts - first + win_length] - energy[starts - first]) / win_length


def _limiter_gain(peaks: np.ndarray, width: int, ceiling: float) -> np.ndarray:
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    held = ndimage.minimum_filter1d(needed, width, mode="nearest")
    return ndimage.uniform_filter1d(held, width, mode="nearest")


def _half_second_rms(clip: AudioClip) -> np.ndarray:
    """Return the RMS of the second about each half second, `(T,)`."""
    hop_length = clip.sample_rate // 2
    return frame_rms(mix_to_mono(clip.waveform), 2 * hop_length, hop_length)
