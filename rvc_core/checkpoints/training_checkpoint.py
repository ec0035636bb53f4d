"""Checkpoints to resume a training from: `G_{step}.pth` and `D_{step}.pth`, named and laid out as RVC's."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rvc_core.checkpoints.export import labels, write_torch_file
from rvc_core.checkpoints.metadata import ModelMetadata, metadata_from
from rvc_core.checkpoints.model_file import config_of_labels
from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.models.families import VoiceConfig
from rvc_core.weights import load_tensors

StateDict = dict[str, Any]

_NAME = re.compile(r"[GD]_(\d{1,12})\.pth")


@dataclass
class TrainingCheckpoint:
    """Everything a training needs to resume exactly where it was.

    `state` contains plain values only: counts, positions, scores. No random generator's state is among them:
    all chance in a training comes from its seed and these.
    """

    epoch: int
    step: int
    learning_rate: float
    config: VoiceConfig
    metadata: ModelMetadata
    generator: StateDict  # with the posterior encoder
    generator_optimizer: StateDict
    discriminator: StateDict = field(default_factory=dict)
    discriminator_optimizer: StateDict = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)

    def save(self, folder: Path, keep: int = 1) -> Path:
        """Write both files and return the generator's path; only the newest `keep` pairs stay.

        The discriminator is written first: where the generator's file exists, the pair is complete.
        """
        common = {"iteration": self.epoch, "learning_rate": self.learning_rate}
        discriminator = {"model": self.discriminator, "optimizer": self.discriminator_optimizer}
        write_torch_file(folder / f"D_{self.step}.pth", {**discriminator, **common})
        generator = {"model": self.generator, "optimizer": self.generator_optimizer}
        own = {"step": self.step, "state": self.state, "labels": labels(self.config, self.metadata)}
        path = folder / f"G_{self.step}.pth"
        write_torch_file(path, {**generator, **common, **own})
        kept = {name for newest in _pairs(folder)[-keep:] for name in (newest.name, _partner(newest).name)}
        for file in folder.glob("[GD]_*.pth"):  # a writer that was killed leaves halves of pairs too
            if _NAME.fullmatch(file.name) and file.name not in kept:
                file.unlink(missing_ok=True)
        return path

    @classmethod
    def load(cls, path: Path) -> "TrainingCheckpoint":
        """Return the checkpoint of a `G_….pth` written here and its `D_….pth`.

        Raises:
            CheckpointNotFoundError: one of the files is missing.
            UnsafeCheckpointError: one of them contains code, or is built to exhaust memory.
            IncompatibleCheckpointError: it is damaged, or was written by another program.
        """
        generator, discriminator = load_tensors(path), load_tensors(_partner(path))
        if not isinstance(generator.get("labels"), dict):
            raise IncompatibleCheckpointError(
                f"{path.name} was written by another program; a training can start from it, not resume it."
            )
        try:
            config = config_of_labels(generator["labels"], generator["model"])
            return cls(
                epoch=generator["iteration"],
                step=generator["step"],
                learning_rate=generator["learning_rate"],
                config=config,
                metadata=metadata_from(generator["labels"], path.stem, config.version),
                generator=generator["model"],
                generator_optimizer=generator["optimizer"],
                discriminator=discriminator["model"],
                discriminator_optimizer=discriminator["optimizer"],
                state=generator["state"],
            )
        except KeyError as missing:
            raise IncompatibleCheckpointError(f"{path.name} lacks {missing}.") from missing

    @classmethod
    def newest(cls, folder: Path) -> Path | None:
        """Return the generator's file of the newest complete pair in `folder`, None where there is none."""
        pairs = _pairs(folder)
        return pairs[-1] if pairs else None


def _pairs(folder: Path) -> list[Path]:
    found = {
        int(match[1]): path
        for path in folder.glob("G_*.pth")
        if (match := _NAME.fullmatch(path.name)) and _partner(path).is_file()
    }
    return [found[step] for step in sorted(found)]


def _partner(path: Path) -> Path:
    return path.with_name("D" + path.name[1:])
