"""Whether anybody sings."""

import numpy as np

from rvc_core.audio import AudioClip
from rvc_core.audio.levels import gain_to_db
from rvc_core.events import Pipeline, Warned

MIN_VOICE_DB = -30.0  # of the separated voice, against its song
MIN_VOICED_RATIO = 0.05


def has_voice(song: AudioClip, vocals: AudioClip, voiced_ratio: float | None) -> bool:
    """Return whether what was separated as the voice of a song can be one.

    Args:
        song: What was separated.
        vocals: The voice that came of it.
        voiced_ratio: Share of its frames that have a pitch; None where that is not known.
    """
    loudness_db = gain_to_db(_rms(vocals) / max(_rms(song), 1e-9))
    enough_pitch = voiced_ratio is None or voiced_ratio >= MIN_VOICED_RATIO
    return _rms(song) > 1e-5 and loudness_db >= MIN_VOICE_DB and enough_pitch


def warn_without_voice(song: AudioClip, vocals: AudioClip, voiced_ratio: float | None) -> Pipeline[None]:
    """Warn where a song seems to hold no voice; the work goes on."""
    if not has_voice(song, vocals, voiced_ratio):
        yield Warned("no_voice_found", "No voice was found in this song; the cover may be empty or odd.")


def _rms(clip: AudioClip) -> float:
    return float(np.sqrt(np.mean(clip.waveform**2, dtype=np.float64))) if clip.n_samples else 0.0
