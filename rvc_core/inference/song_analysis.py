"""What a look at an uploaded song tells, without separating all of it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rvc_core.audio import AudioClip, load_audio, load_parts, probe_audio, remove_rumble, resample
from rvc_core.config import SongAnalysis
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ
from rvc_core.errors import DecodeError
from rvc_core.events import drive
from rvc_core.inference.voice_detection import has_voice
from rvc_core.pitch import PitchExtractor, load_pitch_extractor, median_f0
from rvc_core.separation import Separator, load_separator

EXCERPT_SECONDS = 12.0
PLACES = (0.25, 0.5, 0.75)  # where in the song excerpts are centred


def analyse_song(path: Path) -> SongAnalysis:
    """Return a song's length, rate, channels and the median pitch of its voice.

    The pitch comes from three excerpts of 12 s. Their voice is separated first: the bass does not count.
    A song that is cut short is as long as what can be decoded of it.

    Raises:
        DecodeError: the file is no sound that can be decoded.
    """
    extractor = load_pitch_extractor("auto", device="cpu")
    info = probe_audio(path)
    try:
        f0_hz = song_f0(path, info.duration_seconds, extractor)
    except DecodeError:  # an excerpt may lie behind the end of a song that promises more than it holds
        info = probe_audio(path, count=True)
        f0_hz = song_f0(path, info.duration_seconds, extractor)
    return SongAnalysis(
        duration_seconds=info.duration_seconds,
        sample_rate=info.sample_rate,
        channels=info.channels,
        median_f0_hz=median_f0(f0_hz),
    )


def song_f0(path: Path, duration_seconds: float, extractor: PitchExtractor) -> np.ndarray:
    """Return F0 at 100 Hz of the voice in the excerpts of a song, one after another.

    Raises:
        DecodeError: one of them cannot be decoded, or lies behind the end.
    """
    excerpts = load_excerpts(path, duration_seconds)
    separator = load_separator("auto", device="cpu")
    return np.concatenate([excerpt_f0(excerpt, separator, extractor) for excerpt in excerpts])


def load_excerpts(path: Path, duration_seconds: float) -> Iterator[AudioClip]:
    """Yield parts of a song; the whole of a short one."""
    if duration_seconds <= len(PLACES) * EXCERPT_SECONDS:
        yield load_audio(path, mono=False)
        return
    starts = (place * duration_seconds - EXCERPT_SECONDS / 2 for place in PLACES)
    yield from load_parts(path, starts, EXCERPT_SECONDS)


def excerpt_f0(excerpt: AudioClip, separator: Separator, extractor: PitchExtractor) -> np.ndarray:
    """Return F0 at 100 Hz of the voice in an excerpt; all unvoiced where there is none."""
    excerpt = AudioClip(remove_rumble(excerpt.waveform, excerpt.sample_rate), excerpt.sample_rate)
    vocals = drive(separator.separate(excerpt))["vocals"]
    waveform_16k = resample(vocals.to_mono().waveform, vocals.sample_rate, ANALYSIS_RATE_HZ)
    f0_hz = extractor.extract(waveform_16k)
    return f0_hz if has_voice(excerpt, vocals, f0_hz) else np.zeros_like(f0_hz)
