"""Speed of the F0 methods that hold Python's lock: one core against all.

    python -m tests.bench.pitch_speed [--minutes 4] [--methods harvest pm]

The same recordings as the slices of a training, and in one piece as a song. The start of the other processes
is part of the time of all cores. The share of frames within 1 Hz of what one core finds is printed too.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rvc_core.audio import load_audio
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ
from rvc_core.pitch import load_pitch_extractor
from rvc_core.pitch.harvest import harvest
from rvc_core.pitch.parallel import Extract
from rvc_core.pitch.praat import praat
from tests.bench.preparation_speed import recordings

ONE_CORE: dict[str, Extract] = {"harvest": harvest, "pm": praat}
SLICE_SECONDS = 3


def timed(extract: Callable[[], list[np.ndarray]]) -> tuple[np.ndarray, float]:
    """Return the contours in one piece, and the seconds they took."""
    begun = time.perf_counter()
    contours = extract()
    return np.concatenate(contours), time.perf_counter() - begun


def compare(method: str, what: str, waveforms: list[np.ndarray]) -> None:
    """Print seconds of one core and of all, and their ratio."""
    alone, alone_seconds = timed(lambda: [ONE_CORE[method](waveform) for waveform in waveforms])
    shared, shared_seconds = timed(lambda: load_pitch_extractor(method, "cpu").extract_batch(waveforms))
    alike = np.mean(np.abs(alone - shared) <= 1.0)
    print(
        f"{method:8} {what:6} one core {alone_seconds:6.1f} s, all {shared_seconds:6.1f} s "
        f"({alone_seconds / shared_seconds:.2f}x), {alike:.2%} of the frames alike",
        flush=True,
    )


def main() -> None:
    """Print one row per method and kind of input."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--methods", nargs="+", choices=tuple(ONE_CORE), default=list(ONE_CORE))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = recordings(Path(folder), options.minutes)
        song = np.concatenate([load_audio(path, ANALYSIS_RATE_HZ).waveform for path in paths])
    slices = np.array_split(song, round(len(song) / ANALYSIS_RATE_HZ / SLICE_SECONDS))
    for method in options.methods:
        compare(method, "slices", slices)
        compare(method, "song", [song])


if __name__ == "__main__":
    main()
