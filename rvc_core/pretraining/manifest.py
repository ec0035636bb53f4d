"""The recordings to learn from: rows of a MANIFEST.tsv, and who is kept out."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import soundfile
import soxr

from rvc_core.errors import DecodeError, EmptyDatasetError

NEVER_TRAINED_ON = ("cmu_bdl", "cmu_slt")  # the speakers every evaluation converts
READERS, LEARNERS = "speech/librispeech", "speech/speechocean762"
# By name: a rule over the speakers present would choose others when the recordings grow.
_READERS = """
    1034 198 2007 254 2817 2952 307 311 3112 32 322 3807 3947 4362 441 5339 5678 6081 6367 669 7264 7780
    7794 8108 8425
"""
_LEARNERS = """
    0054 0056 0112 1044 1181 1203 1260 1334 1407 1503 2014 2036 2116 2170 3214 3412 3631 5547 9555 9601
    9610 9615 9622 9635 9646
"""
HELD_OUT_SPEAKERS = {
    READERS: tuple(f"libri_{number}" for number in _READERS.split()),
    LEARNERS: tuple(f"so_{number}" for number in _LEARNERS.split()),
}
HELD_OUT_KOREAN = tuple(  # the last five that have a transcript
    f"speech/zeroth_104/104_003_{number}.opus" for number in ("0352", "0360", "0374", "0437", "0451")
)


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
    def path(self) -> str:
        """Return the file's path below the data folder."""

    @property
    def speaker(self) -> str:
        """Return the speaker's name."""

    @property
    def corpus(self) -> str:
        """Return the folder that names the corpus."""


def is_held_out(spoken: Spoken) -> bool:
    """Return whether no content training may hear it: its speaker, or the Korean sentence, is measured by."""
    speakers = (*NEVER_TRAINED_ON, *HELD_OUT_SPEAKERS.get(spoken.corpus, ()))
    return spoken.speaker in speakers or spoken.path in HELD_OUT_KOREAN


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
