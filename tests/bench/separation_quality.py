"""How much of a song's voice each separator finds: SDR in dB over whole songs whose stems are known.

python -m tests.bench.separation_quality --data ../shared/audio [--backing] [--separator NAME ...]

The song is lead and accompaniment; with `--backing` the backing vocals are in it too, and in the voice that
is looked for. SDR is 10 log10 |s|^2 / |s - e|^2 over both channels and the whole song. Seconds are those of
the clock; on a busy machine `cpu` says more: processor seconds per second of song.
"""

import argparse
import time
from pathlib import Path

import numpy as np

from rvc_core.audio import AudioClip, load_audio
from rvc_core.events import drive
from rvc_core.separation import Separator, available_separators, load_separator

SONGS = ("francium", "lithium", "potassium", "sodium", "hydrogen")
COLUMNS = ("vocals", "before", "accompaniment", "seconds", "cpu")


def main() -> None:
    """Print a row per separator and song: SDR of the voice, of the song as its own voice, and the pace."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/audio"))
    parser.add_argument("--separator", nargs="+", default=None)
    parser.add_argument("--song", nargs="+", default=SONGS)
    parser.add_argument("--backing", action="store_true")
    arguments = parser.parse_args()
    names = arguments.separator or [name for name, reason in available_separators().items() if reason is None]
    print(f"{'separator':22} {'song':10}" + "".join(f"{column:>14}" for column in COLUMNS))
    for name in names:
        separator = load_separator(name)
        rows = []
        for song in arguments.song:
            rows.append(judge(separator, *load_stems(arguments.data / "songs" / song, arguments.backing)))
            print_row(name, song, rows[-1])
        print_row(name, "mean", np.mean(rows, axis=0))


def print_row(separator: str, song: str, row: np.ndarray) -> None:
    """Print one line of the table."""
    print(f"{separator:22} {song:10}" + "".join(f"{value:14.3f}" for value in row), flush=True)


def load_stems(folder: Path, with_backing: bool) -> tuple[AudioClip, AudioClip]:
    """Return the voices and the accompaniment of a song."""
    voices, accompaniment = (
        load_audio(folder / f"{name}.opus", mono=False) for name in ("vocals", "accompaniment")
    )
    if with_backing:
        backing = load_audio(folder / "backing_vocals.opus", mono=False)
        voices = AudioClip(voices.waveform + backing.waveform, voices.sample_rate)
    return voices, accompaniment


def judge(separator: Separator, voices: AudioClip, accompaniment: AudioClip) -> np.ndarray:
    """Return the numbers of `COLUMNS` for one song."""
    song = AudioClip(voices.waveform + accompaniment.waveform, voices.sample_rate)
    begun, begun_cpu = time.perf_counter(), time.process_time()
    stems = drive(separator.separate(song))
    pace = np.array([time.perf_counter() - begun, time.process_time() - begun_cpu]) / song.duration_seconds
    found = (stems["vocals"].waveform, song.waveform, stems["accompaniment"].waveform)
    wanted = (voices.waveform, voices.waveform, accompaniment.waveform)
    ratios = [sdr_db(reference, estimate) for reference, estimate in zip(wanted, found, strict=True)]
    return np.array([*ratios, *pace])


def sdr_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    """Return the signal-to-distortion ratio in dB over all channels and samples."""
    distortion = np.sum((reference - estimate) ** 2, dtype=np.float64)
    return float(10 * np.log10(np.sum(reference**2, dtype=np.float64) / distortion))


if __name__ == "__main__":
    main()
