"""The songs whose stems are at hand, as voice and accompaniment."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rvc_core.audio import load_audio

SONGS_DIR = Path(__file__).parents[2].parent / "shared" / "audio" / "songs"
SONGS = ("lithium", "sodium", "potassium", "francium")
SAMPLE_RATE = 48_000  # Hz, of all of them


def load_stems(song: str) -> tuple[np.ndarray, np.ndarray]:
    """Return voice (lead and backing) and accompaniment, `(2, N)` each."""
    names = ("vocals", "backing_vocals", "accompaniment")
    stems = [load_audio(SONGS_DIR / song / f"{name}.opus", mono=False).waveform for name in names]
    return stems[0] + stems[1], stems[2]


def sung_windows(voice: np.ndarray, seconds: float, count: int) -> Iterator[slice]:
    """Yield the `count` windows in which the voice is loudest, in order of time."""
    size = round(seconds * SAMPLE_RATE)
    starts = np.arange(0, voice.shape[1] - size + 1, size)
    power = [float(np.mean(voice[:, start : start + size] ** 2)) for start in starts]
    for start in sorted(starts[np.argsort(power)[-count:]]):
        yield slice(int(start), int(start) + size)


def sdr_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    """Return the signal-to-distortion ratio in dB, 10 log10 |s|^2 / |s - e|^2 over all channels."""
    signal, distortion = np.sum(reference**2), np.sum((reference - estimate) ** 2)
    return float(10 * np.log10((signal + 1e-9) / (distortion + 1e-9)))


def si_sdr_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    """Return the scale-invariant SDR in dB (Le Roux et al. 2019)."""
    scaled = reference * (np.sum(reference * estimate) / np.sum(reference**2))
    return sdr_db(scaled, estimate)
