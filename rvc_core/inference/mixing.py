"""The converted voice and the accompaniment to one song."""

from collections.abc import Iterator

import numpy as np

from rvc_core.audio import AudioClip, db_to_gain, fit_length, limit, resample
from rvc_core.audio.clip import BLOCK_SAMPLES
from rvc_core.events import Pipeline
from rvc_core.inference.transposition import Transposer
from rvc_core.stage_progress import StageCounter

STAGE = "mixing"
SILENT_POWER = 1e-12
MOST_LIFT = 10.0**0.8  # 8 dB in power: the mean of channels in antiphase is almost silent


def place_voice(converted: AudioClip, vocals: AudioClip, envelope_mix: float) -> AudioClip:
    """Return a mono voice at the rate, in the channels and with the length and balance of `vocals`.

    `envelope_mix` is what the voice was converted with; see `channel_balance`.
    """
    moved = resample(converted.waveform, converted.sample_rate, vocals.sample_rate)
    moved = fit_length(moved, vocals.n_samples)
    placed = channel_balance(vocals, envelope_mix)[:, None] * moved
    return AudioClip(placed.reshape(vocals.waveform.shape), vocals.sample_rate)


def channel_balance(clip: AudioClip, envelope_mix: float) -> np.ndarray:
    """Return a gain per channel `(C,)` that follows the clip's, for a voice converted from their mean.

    The mean of the channels has less power than they have, unless all are equal: half of it for a voice to
    one side, a sixth for the centre of six channels. As far as a conversion follows the loudness of what it
    is given, `1 - envelope_mix`, the gains make up for that.
    """
    waveform = np.atleast_2d(clip.waveform)
    power = np.array([_power(channel) for channel in waveform])
    if power.mean() <= SILENT_POWER:
        return np.ones(len(power), np.float32)
    lost = min(power.mean() / max(_power(clip.to_mono().waveform), SILENT_POWER), MOST_LIFT)
    return np.sqrt(power / power.mean() * lost ** (1.0 - envelope_mix)).astype(np.float32)


def _power(waveform: np.ndarray) -> float:
    return float(np.mean(waveform**2, dtype=np.float64))


def mix(
    voice: AudioClip,
    accompaniment: AudioClip | None,
    vocal_gain_db: float,
    accompaniment_gain_db: float,
    transpose_semitones: int = 0,
) -> Pipeline[AudioClip]:
    """Return both together, within full scale; the accompaniment is moved by `transpose_semitones` first.

    The accompaniment is added block by block, so that memory never has a second one.
    """
    n_blocks, blocks = moved_blocks(accompaniment, transpose_semitones)
    counter = StageCounter(STAGE, n_blocks + 1)
    yield counter.started()
    total = voice.waveform * np.float32(db_to_gain(vocal_gain_db))
    gain, start = np.float32(db_to_gain(accompaniment_gain_db)), 0
    for done, block in enumerate(blocks, start=1):
        np.atleast_2d(total)[:, start : start + block.shape[1]] += block * gain
        start += block.shape[1]
        yield counter.advanced(done)
    mixed = AudioClip(limit(total, voice.sample_rate), voice.sample_rate)
    yield counter.advanced(n_blocks + 1)
    return mixed


def moved_blocks(clip: AudioClip | None, semitones: int) -> tuple[int, Iterator[np.ndarray]]:
    """Return how many blocks `(C, n)` a clip comes in, and the blocks, moved by `semitones`."""
    if clip is None:
        return 0, iter(())
    if semitones:
        transposer = Transposer(clip, semitones)
        return transposer.n_blocks, transposer.blocks()
    waveform, starts = np.atleast_2d(clip.waveform), range(0, clip.n_samples, BLOCK_SAMPLES)
    return len(starts), (waveform[:, start : start + BLOCK_SAMPLES] for start in starts)
