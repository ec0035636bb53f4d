"""The plan of a training: what it works with, decided once and kept in `settings.json` for a resume."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rvc_core.config import TrainingConfig, to_jsonable
from rvc_core.content.registry import ENCODERS
from rvc_core.data.features import FeatureTags
from rvc_core.data.files import load_json, save_json, text_hash
from rvc_core.devices import DeviceProfile, device_profile
from rvc_core.errors import CheckpointNotFoundError, ConfigError, IncompatibleCheckpointError
from rvc_core.training.choice import TrainingChoice, choose
from rvc_core.training.model_folder import ModelFolder
from rvc_core.weights import PretrainedWeights, scan_pretrained

CHANGEABLE = ("epochs", "max_minutes", "batch_size", "save_every")  # settings that a resume may change


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What one training works with."""

    config: TrainingConfig  # recordings and seed are those it began with
    choice: TrainingChoice
    profile: DeviceProfile
    weights: PretrainedWeights
    tags: FeatureTags

    @property
    def folder(self) -> ModelFolder:
        """Where its files are."""
        return ModelFolder(self.config.model_dir, self.config.name)


def make_plan(config: TrainingConfig) -> TrainingPlan:
    """Return the plan of a training: what it began with for a resume, else decided now and saved.

    Without a resume, the checkpoints of an earlier training in that folder are removed.

    Raises:
        ConfigError: the name cannot be a file's name, or the settings contradict each other.
        CheckpointNotFoundError: weights are missing, or there is nothing to resume.
        IncompatibleCheckpointError: the settings to resume with are damaged, or of another version.
        DeviceUnavailableError: the requested device is not there.
    """
    _require_no_finished_model(config)
    weights = scan_pretrained(config.pretrained_dir)
    profile = device_profile(config.device)
    config, choice = _settle(config, weights, profile.is_cuda)
    return TrainingPlan(config, choice, profile, weights, _feature_tags(choice, weights))


def has_checkpoint(config: TrainingConfig) -> bool:
    """Return whether this training can be resumed."""
    return ModelFolder(config.model_dir, config.name).newest_checkpoint is not None


def resumed_config(config: TrainingConfig, given: Collection[str]) -> TrainingConfig:
    """Return the config of a resume, with what the training began with in place of all that was not `given`.

    Epochs and minutes belong together: whoever gives one of them has not asked for the other.

    Raises:
        IncompatibleCheckpointError: the settings to resume with are damaged, or of another version.
    """
    path = ModelFolder(config.model_dir, config.name).settings
    if not path.is_file():
        return config
    length = {"epochs", "max_minutes"}
    own = {*given, *(length if length.intersection(given) else ())}
    with _damage_named(path):
        earlier = load_json(path)["config"]
        return replace(config, **{name: earlier[name] for name in CHANGEABLE if name not in own})


def _require_no_finished_model(config: TrainingConfig) -> None:
    """Refuse a resume that would start from scratch over a finished model.

    A training that was stopped before its first checkpoint has no model yet, and starts from scratch.
    """
    folder = ModelFolder(config.model_dir, config.name)
    if config.resume and folder.best.is_file() and not has_checkpoint(config):
        raise CheckpointNotFoundError(
            f"{folder.root.name} contains a model, but no checkpoint to resume its training from; "
            f"train under another name, or move {folder.best.name} away to start from scratch."
        )


def _settle(
    config: TrainingConfig, weights: PretrainedWeights, is_cuda: bool
) -> tuple[TrainingConfig, TrainingChoice]:
    is_plain = config.name.strip(". ") and Path(config.name).name == config.name and "\\" not in config.name
    if not is_plain:
        raise ConfigError(f"The name {config.name!r} cannot be used: it must be a plain file name.")
    folder = ModelFolder(config.model_dir, config.name)
    if config.resume and folder.settings.is_file():
        return _settings_to_resume(config, folder.settings)
    if not config.recordings:
        raise CheckpointNotFoundError(f"There is no training in {folder.root.name} to resume.")
    choice = choose(config, weights, is_cuda)
    if not config.resume:  # a later resume must not find what another training of this name has left
        shutil.rmtree(folder.checkpoints, ignore_errors=True)
    save_json(folder.settings, {"config": to_jsonable(config), "choice": asdict(choice)})
    return config, choice


def _settings_to_resume(config: TrainingConfig, path: Path) -> tuple[TrainingConfig, TrainingChoice]:
    with _damage_named(path):
        saved = load_json(path)
        earlier: dict[str, Any] = saved["config"]
        recordings = tuple(_place(Path(recording), path.parent) for recording in earlier["recordings"])
        config = replace(config, recordings=recordings, seed=earlier["seed"])
        choice = TrainingChoice(**saved["choice"])
    changed = {name: getattr(config, name) for name in CHANGEABLE}
    save_json(path, {**saved, "config": {**earlier, **changed}})
    return config, choice


def _place(recording: Path, model_dir: Path) -> Path:
    """Return where a recording is: one that was in the model's folder moves with it."""
    kept = model_dir / recording.parent.name / recording.name
    return kept if not recording.is_file() and kept.is_file() else recording


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Raise what reading settings of another shape raises as an error for people."""
    try:
        yield
    except (KeyError, TypeError, ValueError, ConfigError) as error:
        raise IncompatibleCheckpointError(
            f"{path.name} of this training is damaged or of another version; train again without resuming."
        ) from error


def _feature_tags(choice: TrainingChoice, weights: PretrainedWeights) -> FeatureTags:
    """Return the tags under which features are kept; another method, encoder or weights file gives others."""
    return FeatureTags(
        pitch=f"f0-{choice.f0_method}{_stamp(choice.f0_method, weights)}",
        content=f"content-{choice.encoder}{_stamp(ENCODERS[choice.encoder][1], weights)}",
    )


def _stamp(name: str | None, weights: PretrainedWeights) -> str:
    path = weights.path(name) if name else None
    if path is None:
        return ""
    about = path.stat()
    return "-" + text_hash([path.name, about.st_size, about.st_mtime_ns])
