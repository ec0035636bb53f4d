"""The plan of a prepared data set: its slices, their origin, and where their arrays are."""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from rvc_core.data.files import load_array, load_json, save_array, save_json

PLAN_NAME = "slices.json"


@dataclass(frozen=True, slots=True)
class Slice:
    """One utterance of the data set."""

    name: str  # unique in the plan, and the stem of its files
    recording: str  # file name of the recording it comes from; empty: made silence
    start_seconds: float
    seconds: float

    @property
    def is_made(self) -> bool:
        """Whether this is silence added so that the model learns to be quiet."""
        return not self.recording

    @property
    def source(self) -> str:
        """What slices of one recording share; two recordings may have the same file name."""
        return self.name.partition("_")[0]

    def label(self) -> str:
        """Return what messages call this slice."""
        return f"{self.recording} at {self.start_seconds:.1f} s"


@dataclass(frozen=True, slots=True)
class SlicePlan:
    """The slices under one folder; `key` names the inputs and settings they were made from."""

    folder: Path
    key: str
    sample_rate: int  # Hz
    slices: tuple[Slice, ...]
    voice_seconds: float  # of recordings that the slices cover, each second counted once

    def waveform(self, piece: Slice) -> np.ndarray:
        """Return the waveform `(N,)` of `piece` at the plan's sample rate."""
        return load_array(self._path(piece, "voice"))

    def waveform_16k(self, piece: Slice) -> np.ndarray:
        """Return the waveform `(N,)` of `piece` at 16 kHz."""
        return load_array(self._path(piece, "16k"))

    def feature(self, piece: Slice, tag: str) -> np.ndarray:
        """Return the feature called `tag` of `piece`, as its extractor gave it."""
        return load_array(self._path(piece, tag))

    def has(self, piece: Slice, tag: str) -> bool:
        """Return whether the array called `tag` of `piece` is on disk."""
        return self._path(piece, tag).is_file()

    def store(self, piece: Slice, tag: str, array: np.ndarray) -> None:
        """Save the array called `tag` of `piece`."""
        save_array(self._path(piece, tag), array)

    def _path(self, piece: Slice, tag: str) -> Path:
        return self.folder / f"{piece.name}.{tag}.npy"


def save_plan(plan: SlicePlan) -> None:
    """Save `plan` in its folder; from then on its slices count as prepared."""
    values = {
        "key": plan.key,
        "sample_rate": plan.sample_rate,
        "voice_seconds": plan.voice_seconds,
        "slices": [asdict(piece) for piece in plan.slices],
    }
    save_json(plan.folder / PLAN_NAME, values)


def load_plan(folder: Path) -> SlicePlan | None:
    """Return the plan in `folder`, or `None` where none was completed."""
    values = load_json(folder / PLAN_NAME)
    if values is None:
        return None
    slices = tuple(Slice(**piece) for piece in values["slices"])
    return SlicePlan(folder, values["key"], values["sample_rate"], slices, values["voice_seconds"])
