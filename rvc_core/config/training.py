"""The settings and the result of a training."""

from dataclasses import dataclass
from pathlib import Path

from rvc_core.config import limits
from rvc_core.errors import ConfigError


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Settings of one training; `auto` values are resolved once, when it starts.

    Raises:
        ConfigError: a setting is out of its range.
    """

    name: str  # shown to people and written into the model
    recordings: tuple[Path, ...]  # audio files (may be empty with `resume`)
    model_dir: Path  # the model's folder, logs/{name}; created when missing
    epochs: int | str = limits.AUTO  # passes over the recordings; auto: see training.length
    max_minutes: float | None = None  # stop then and keep the result
    family: str = "auto"  # auto, rvc, starter
    preset: str = "auto"  # auto, compact, standard
    sample_rate: int = 40_000  # Hz
    batch_size: int = 4  # segments per step
    save_every: int = 5  # epochs between exported models and listening samples
    f0_method: str = "auto"
    base_weights: str = "auto"  # auto, none, or a name from the pretrained manifest
    pretrained_dir: Path | None = None  # None: the project's pretrained/
    device: str = "auto"  # auto, cpu, cuda, cuda:N
    seed: int = 1234
    resume: bool = False  # resume from the newest training checkpoint in model_dir

    def __post_init__(self) -> None:
        if not self.recordings and not self.resume:
            message = "recordings is empty, but must name at least one file."
            raise ConfigError(message, kind="empty", field="recordings")
        if self.epochs != limits.AUTO:
            limits.check_integer("epochs", self.epochs, limits.MIN_EPOCHS, limits.MAX_EPOCHS)
        limits.check_range("batch_size", self.batch_size, 1, 64)
        limits.check_range("save_every", self.save_every, 1, limits.MAX_EPOCHS)
        if self.max_minutes is not None:
            limits.check_range("max_minutes", self.max_minutes, limits.MIN_TRAINING_MINUTES, 7 * 24 * 60)
        limits.check_range("seed", self.seed, 0, limits.MAX_SEED)
        limits.check_choice("sample_rate", self.sample_rate, limits.SAMPLE_RATES_HZ)
        limits.check_choice("f0_method", self.f0_method, limits.F0_METHODS)
        limits.check_choice("family", self.family, limits.FAMILIES)
        limits.check_choice("preset", self.preset, limits.PRESETS)


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """The files of a finished training, and the numbers of its card."""

    model_path: Path  # best epoch by held-out score; of the starter family, the newest
    last_model_path: Path
    index_path: Path | None
    epochs: int  # epoch of `model_path`
    card: dict[str, object]  # JSON values; see checkpoints.card
