"""The converted voice and the accompaniment to one song."""

import numpy as np

from rvc_core.audio import AudioClip, db_to_gain, limit, resample
from rvc_core.events import Pipeline
from rvc_core.inference.transposition import Transposer
from rvc_core.progress import StageCounter

STAGE = "mixing"


def place_voice(converted: AudioClip, vocals: AudioClip) -> AudioClip:
    """Return a mono voice at the rate, in the channels and with the length and balance of `vocals`."""
    moved = resample(converted.waveform, converted.sample_rate, vocals.sample_rate)
    moved = np.pad(moved[: vocals.n_samples], (0, max(0, vocals.n_samples - len(moved))))
    placed = channel_balance(vocals)[:, None] * moved
    return AudioClip(placed.reshape(vocals.waveform.shape), vocals.sample_rate)


def channel_balance(clip: AudioClip) -> np.ndarray:
    """Return a gain per channel `(C,)` that follows the clip's, with a mean square of 1."""
    waveform = np.atleast_2d(clip.waveform)
    power = np.array([np.mean(channel**2, dtype=np.float64) for channel in waveform])
    if power.mean() <= 1e-12:
        return np.ones(len(power), np.float32)
    return np.sqrt(power / power.mean()).astype(np.float32)


def mix(
    voice: AudioClip,
    accompaniment: AudioClip | None,
    vocal_gain_db: float,
    accompaniment_gain_db: float,
    transpose_semitones: int = 0,
) -> Pipeline[AudioClip]:
    """Return both together, within full scale; the accompaniment is moved by `transpose_semitones` first."""
    transposer = None
    if accompaniment is not None and transpose_semitones:
        transposer = Transposer(accompaniment, transpose_semitones)
    n_blocks = transposer.n_blocks if transposer else 0
    counter = StageCounter(STAGE, n_blocks + 1)
    yield counter.started()
    if transposer is not None:
        for done, _ in enumerate(transposer.blocks(), start=1):
            yield counter.advanced(done)
        accompaniment = transposer.result()
    total = voice.waveform * np.float32(db_to_gain(vocal_gain_db))
    if accompaniment is not None:
        total += accompaniment.waveform * np.float32(db_to_gain(accompaniment_gain_db))
    mixed = AudioClip(limit(total, voice.sample_rate), voice.sample_rate)
    yield counter.advanced(n_blocks + 1)
    return mixed
