"""The recordings to learn from: rows of a MANIFEST.tsv, and who is kept out."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import soundfile
import soxr

from rvc_core.errors import DecodeError, EmptyDatasetError

NEVER_TRAINED_ON = ("cmu_bdl", "cmu_slt")  # the speakers every evaluation converts
_HELD_OUT_SPEAKERS_PER_CORPUS = 25


@dataclass(frozen=True, slots=True)
class Recording:
    """One row of the manifest."""

    path: str  # below the data folder
    speaker: str
    kind: str  # speech, singing, song stem, song mix
    language: str  # en, de, nl ...; empty where unknown
    seconds: float
    source_rate_hz: int  # twice the treble the recording really has
    licence: str
    source: str  # where it was published
    text: str

    @property
    def corpus(self) -> str:
        """Return the folder that names the corpus: `speech/librispeech`."""
        return "/".join(self.path.split("/")[:2])


def read_manifest(data_dir: Path) -> list[Recording]:
    """Return the recordings that `MANIFEST.tsv` of `data_dir` lists, in its order.

    Raises:
        EmptyDatasetError: there is no manifest, or it lists nothing.
    """
    path = data_dir / "MANIFEST.tsv"
    if not path.is_file():
        raise EmptyDatasetError(f"{data_dir} has no MANIFEST.tsv that lists its recordings.")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_recording(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    if not rows:
        raise EmptyDatasetError(f"{path} lists no recording.")
    return rows


class Spoken(Protocol):
    """Anything that says whose voice it is and where it comes from."""

    @property
    def speaker(self) -> str:
        """Return the speaker's name."""

    @property
    def corpus(self) -> str:
        """Return the folder that names the corpus."""


def held_out_speakers(recordings: Sequence[Spoken], corpus: str) -> set[str]:
    """Return the 25 speakers of `corpus` that no content training hears: those of lowest name hash."""
    speakers = {row.speaker for row in recordings if row.corpus == corpus}
    by_hash = sorted(speakers, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return set(by_hash[:_HELD_OUT_SPEAKERS_PER_CORPUS])


def read_recording(path: Path, sample_rate: int) -> np.ndarray:
    """Return the mono waveform `(N,)` float32 of `path` at `sample_rate` Hz.

    Raises:
        DecodeError: the file cannot be read as sound.
    """
    try:
        waveform, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise DecodeError(f"{path.name} cannot be decoded: {error}") from error
    mono = waveform.mean(axis=1)
    return mono if rate == sample_rate else soxr.resample(mono, rate, sample_rate).astype(np.float32)


def _recording(row: dict[str, str]) -> Recording:
    return Recording(
        path=row["path"],
        speaker=row["speaker"] or row["path"].split("/")[1],
        kind=row["kind"],
        language=row["language"].split("-")[0].split(" ")[0],
        seconds=float(row["seconds"]),
        source_rate_hz=int(row["source_rate_hz"]),
        licence=row["licence"],
        source=row["source"],
        text=row["text"] or "",
    )
