"""`AudioClip`, a waveform with its rate, and `AudioInfo`, what a file says about itself."""

from dataclasses import dataclass

import numpy as np

from rvc_core.audio.downmix import OPPOSED, ChannelSums, mix
from rvc_core.events import Warned

BLOCK_SAMPLES = 1 << 18  # worked on at once: temporaries of an hour are no larger than those of a minute


@dataclass(frozen=True, slots=True, eq=False)
class AudioClip:
    """A waveform with its sample rate."""

    waveform: np.ndarray  # `(C, N)` or `(N,)` float32, nominally in [-1, 1]
    sample_rate: int  # Hz
    notes: tuple[Warned, ...] = ()  # what a person should know about how it was read

    @property
    def n_samples(self) -> int:
        """Length in samples."""
        return int(self.waveform.shape[-1])

    @property
    def channels(self) -> int:
        """Number of channels; a `(N,)` waveform has one."""
        return 1 if self.waveform.ndim == 1 else int(self.waveform.shape[0])

    @property
    def duration_seconds(self) -> float:
        """Length in seconds."""
        return self.n_samples / self.sample_rate

    def to_mono(self) -> "AudioClip":
        """Return the mix of the channels `(N,)`, see `mix_to_mono`; a note says where one was turned over."""
        gains = _gains(self.waveform)
        notes = self.notes if gains is None else (*self.notes, OPPOSED)
        return AudioClip(_mixed(self.waveform, gains), self.sample_rate, notes)


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What a recording's header says."""

    duration_seconds: float  # as the header says, else counted (0 in a reader); the decoded length may differ
    sample_rate: int  # Hz
    channels: int
    format: str  # container, lower case: wav, flac, mp3, ogg, mov ...
    codec: str  # lower case: pcm_16, opus, aac ...


def mix_to_mono(waveform: np.ndarray) -> np.ndarray:
    """Return one channel `(N,)` float32 of a `(C, N)` or `(N,)` waveform.

    It is the mean, or the mean with channels turned over where they cancel each other out.
    """
    return _mixed(waveform, _gains(waveform))


def _gains(waveform: np.ndarray) -> np.ndarray | None:
    if waveform.ndim == 1:
        return None
    sums = ChannelSums(len(waveform))
    for start in range(0, waveform.shape[1], BLOCK_SAMPLES):
        sums.add(waveform[:, start : start + BLOCK_SAMPLES])
    return sums.gains()


def _mixed(waveform: np.ndarray, gains: np.ndarray | None) -> np.ndarray:
    if waveform.ndim == 1:
        return np.ascontiguousarray(waveform, dtype=np.float32)
    return mix(waveform, gains)
