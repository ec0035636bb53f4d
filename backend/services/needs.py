"""How much room on the disk and in memory a piece of work takes: by its sound and the files still missing."""

from collections.abc import Sequence
from dataclasses import dataclass

WAV_BYTES, STEM_BYTES = 2, 4  # a sample; stems beyond full scale are kept as float32
STEM_FILES = 2  # of a song: voice and accompaniment
# Of a work's peak memory (2026-12): what it takes before any sound, and by sample of the sound. An hour in
# stereo at 44.1 kHz took 7.5 GB to cover and 6.4 GB to mix again.
MEMORY_BYTES = {"cover": (1.2e9, 20), "mix": (0.6e9, 18), "export": (0.6e9, 8), "training": (1.0e9, 12)}
# What a training keeps beside its slices while one checkpoint takes the place of another (2026-12): two of
# them, and the model three times.
KEPT_BYTES = {"starter": 260e6, "compact": 250e6, "standard": 2.8e9}
FLOAT_BYTES, WORK_RATE_HZ, CONTENT_RATE_HZ = 4, 16_000, 50
STARTER, STARTER_DIM, CONTENT_DIM = "starter", 64, 768
OVERLAP = 1.1  # of neighbouring slices


@dataclass(frozen=True, slots=True)
class Sound:
    """How large a sound is, whatever file it comes in."""

    seconds: float
    sample_rate: int  # Hz
    channels: int

    @property
    def samples(self) -> float:
        """How many samples it has, all channels together."""
        return self.seconds * self.sample_rate * self.channels


@dataclass(frozen=True, slots=True)
class Need:
    """What a piece of work takes."""

    sound: Sound
    disk_bytes: float
    memory_bytes: float


def need_of(work: str, sound: Sound, file_bytes: Sequence[float], other_bytes: float = 0.0) -> Need:
    """Return what a work, named in `MEMORY_BYTES`, takes.

    Args:
        work: What is done.
        sound: What it is done to.
        file_bytes: Of each file that is still to be written, its bytes by sample of the sound.
        other_bytes: What is written beside them, however long the sound is.
    """
    base, by_sample = MEMORY_BYTES[work]
    return Need(sound, sound.samples * sum(file_bytes) + other_bytes, base + by_sample * sound.samples)


def cover_need(sound: Sound, n_wavs: int, n_stems_missing: int) -> Need:
    """Return what a cover or a preview takes that is written to `n_wavs` files beside its stems."""
    return need_of("cover", sound, [WAV_BYTES] * n_wavs + [STEM_BYTES] * n_stems_missing)


def export_need(sound: Sound, is_mixed: bool) -> Need:
    """Return what a cover in another format takes, mixed again or not; no format is larger than a wav."""
    return need_of("mix" if is_mixed else "export", sound, [WAV_BYTES])


def training_need(seconds: float, sample_rate: int, family: str, preset: str) -> Need:
    """Return what a training on so many seconds takes for its slices, features, index and checkpoints."""
    content = CONTENT_RATE_HZ * (STARTER_DIM if family == STARTER else CONTENT_DIM)
    rates = (sample_rate, WORK_RATE_HZ, content, content)  # of numbers: slices twice, features, index
    kept = KEPT_BYTES.get(STARTER if family == STARTER else preset, 0.0)
    files = [OVERLAP * FLOAT_BYTES * rate / sample_rate for rate in rates]
    return need_of("training", Sound(seconds, sample_rate, 1), files, kept)
