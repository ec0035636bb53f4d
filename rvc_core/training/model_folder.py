"""The files of one model: their names in its folder."""

from dataclasses import dataclass
from pathlib import Path

from rvc_core.checkpoints.training_checkpoint import TrainingCheckpoint


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """Paths of the files of the model called `name`."""

    root: Path
    name: str

    @property
    def best(self) -> Path:
        """The model that is used: the best epoch, or the newest where none was scored."""
        return self.root / f"{self.name}.pth"

    @property
    def last(self) -> Path:
        """The newest model."""
        return self.root / f"{self.name}_last.pth"

    @property
    def checkpoints(self) -> Path:
        """Folder of the training checkpoints."""
        return self.root / "checkpoints"

    @property
    def newest_checkpoint(self) -> Path | None:
        """What a training can resume from; None where there is nothing."""
        return TrainingCheckpoint.newest(self.checkpoints)

    @property
    def slices(self) -> Path:
        """Folder of the prepared slices and their features."""
        return self.root / "slices"

    @property
    def settings(self) -> Path:
        """What the training began with, for a resume."""
        return self.root / "settings.json"

    def sample(self, epoch: int) -> Path:
        """Return the path of the listening sample of `epoch`."""
        return self.root / "samples" / f"epoch_{epoch}.wav"
