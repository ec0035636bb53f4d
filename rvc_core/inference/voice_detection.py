"""Whether there is a voice in a song."""

import numpy as np

from rvc_core.audio import AudioClip, remove_rumble
from rvc_core.audio.levels import gain_to_db
from rvc_core.config.time_grid import FRAME_RATE_HZ
from rvc_core.events import Pipeline, Warned

WINDOW_SECONDS = 20.0  # one such part with a voice is enough
SILENCE_RMS = 1e-4

# A voice is loud in its song, or steadily pitched, or both. Measured on parts of six songs with the built-in
# separator: with a voice the score is -1 to 26 (below 7 only where it is 14 dB below a loud band), in parts
# of the same songs without one -17 to 2.
POINTS_PER_VOICED_RATIO = 40.0  # beside one for each dB that the voice has of its song
LEAST_SCORE = 3.0
UNKNOWN_VOICED_RATIO = 0.5  # of models without F0


def has_voice(song: AudioClip, vocals: AudioClip, f0_hz: np.ndarray | None) -> bool:
    """Return whether what was separated as the voice of a song can be one.

    Args:
        song: What was separated.
        vocals: The voice that came of it.
        f0_hz: Its pitch, `(T,)` at 100 Hz, 0 = unvoiced; None where that is not known.
    """
    size = round(WINDOW_SECONDS * song.sample_rate)
    starts = range(0, song.n_samples, size)
    return any(
        voice_score(song, vocals, f0_hz, slice(start, start + size)) >= LEAST_SCORE for start in starts
    )


def voice_score(song: AudioClip, vocals: AudioClip, f0_hz: np.ndarray | None, window: slice) -> float:
    """Return how much a window of samples looks sung: dB of the voice in the song, and points for pitch."""
    whole, voice = _rms(song, window), _rms(vocals, window)
    if min(whole, voice) < SILENCE_RMS:
        return float("-inf")
    voiced_ratio = UNKNOWN_VOICED_RATIO
    if f0_hz is not None:
        pace = FRAME_RATE_HZ / song.sample_rate
        frames = f0_hz[round(window.start * pace) : round(window.stop * pace)]
        voiced_ratio = float(np.mean(frames > 0)) if len(frames) else 0.0
    return gain_to_db(voice / whole) + POINTS_PER_VOICED_RATIO * voiced_ratio


def warn_without_voice(song: AudioClip, vocals: AudioClip, f0_hz: np.ndarray | None) -> Pipeline[None]:
    """Warn where a song seems to contain no voice; the work continues."""
    if not has_voice(song, vocals, f0_hz):
        yield Warned("no_voice_found", "Hardly any voice was found in this song; the cover may sound odd.")


def _rms(clip: AudioClip, window: slice) -> float:
    heard = remove_rumble(clip.waveform[..., window], clip.sample_rate)
    return float(np.sqrt(np.mean(heard**2, dtype=np.float64)))
