"""What the default separator is worth, beside the trivial ways: SDR in dB on songs whose stems are known.

python -m tests.bench.separation_quality [--separator NAME] [--seconds 30] [--windows 2]
"""

import argparse
import time
from collections.abc import Callable

import numpy as np

from rvc_core.audio import AudioClip
from rvc_core.events import drive
from rvc_core.separation import Separator, load_separator
from tests.bench.song_stems import SAMPLE_RATE, SONGS, load_stems, sdr_db, si_sdr_db, sung_windows

Estimate = Callable[[np.ndarray], np.ndarray]


def main() -> None:
    """Print a row per song and way: voice SDR, voice SI-SDR, accompaniment SDR, seconds per second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--separator", default="auto")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--windows", type=int, default=2)
    arguments = parser.parse_args()
    separator = load_separator(arguments.separator)
    ways: dict[str, Estimate] = {
        "the song itself": lambda song: song,
        "its mid channel": lambda song: np.tile(song.mean(axis=0), (2, 1)),
        separator.name: lambda song: vocals_of(separator, song),
    }
    for way, estimate in ways.items():
        rows = [judge(song, estimate, arguments.seconds, arguments.windows) for song in SONGS]
        for song, row in zip((*SONGS, "mean"), (*rows, np.mean(rows, axis=0)), strict=True):
            print(f"{way:18} {song:10} " + " ".join(f"{value:7.2f}" for value in row), flush=True)


def vocals_of(separator: Separator, song: np.ndarray) -> np.ndarray:
    """Return the voice that `separator` finds."""
    return drive(separator.separate(AudioClip(song, SAMPLE_RATE)))["vocals"].waveform


def judge(song: str, estimate: Estimate, seconds: float, count: int) -> np.ndarray:
    """Return voice SDR, voice SI-SDR, accompaniment SDR and time per second of song, mean over windows."""
    voice, accompaniment = load_stems(song)
    rows = []
    for window in sung_windows(voice, seconds, count):
        part, rest = voice[:, window], accompaniment[:, window]
        begun = time.perf_counter()
        found = estimate(part + rest)
        pace = (time.perf_counter() - begun) / seconds
        rows.append((sdr_db(part, found), si_sdr_db(part, found), sdr_db(rest, part + rest - found), pace))
    return np.mean(rows, axis=0)


if __name__ == "__main__":
    main()
