"""`AudioClip`, a waveform with its rate, and `AudioInfo`, what a file says about itself."""

from dataclasses import dataclass

import numpy as np

BLOCK_SAMPLES = 1 << 18  # worked on at once: temporaries of an hour are no larger than those of a minute


@dataclass(frozen=True, slots=True, eq=False)
class AudioClip:
    """A waveform with the rate it is to be played at."""

    waveform: np.ndarray  # `(C, N)` or `(N,)` float32, nominally in [-1, 1]
    sample_rate: int  # Hz

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
        """Return the mean of the channels, `(N,)`."""
        return AudioClip(mix_to_mono(self.waveform), self.sample_rate)


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What the head of a recording tells."""

    duration_seconds: float  # as promised, else counted (0 in a reader); what is decoded may differ
    sample_rate: int  # Hz
    channels: int
    format: str  # container, lower case: wav, flac, mp3, ogg, mov ...
    codec: str  # lower case: pcm_16, opus, aac ...


def mix_to_mono(waveform: np.ndarray) -> np.ndarray:
    """Return the mean over channels of a `(C, N)` or `(N,)` waveform, `(N,)` float32."""
    mono = waveform if waveform.ndim == 1 else waveform.mean(axis=0)
    return np.ascontiguousarray(mono, dtype=np.float32)
