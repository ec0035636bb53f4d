"""`settings.json`: what a training works with, decided once, so that a resume works with the same."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rvc_core.config import TrainingConfig, to_jsonable
from rvc_core.content.registry import ENCODERS
from rvc_core.data.features import FeatureTags
from rvc_core.data.files import load_json, save_json, text_hash
from rvc_core.errors import CheckpointNotFoundError, ConfigError, IncompatibleCheckpointError
from rvc_core.training.choose import TrainingChoice, choose
from rvc_core.training.keeper import ModelFolder
from rvc_core.weights import PretrainedWeights

WISHES = ("epochs", "max_minutes", "batch_size", "save_every")  # of the config; a resume may change them


@dataclass(frozen=True, slots=True)
class Settings:
    """The decisions behind one model's folder."""

    choice: TrainingChoice
    recordings: tuple[Path, ...]
    seed: int


def has_checkpoint(config: TrainingConfig) -> bool:
    """Return whether there is something that a resume of this training can go on from."""
    return ModelFolder(config.model_dir, config.name).newest_checkpoint is not None


def require_no_finished_model(config: TrainingConfig) -> None:
    """Raise an error where a resume would have to begin anew over a model that is there.

    A training that was stopped before its first checkpoint has no model yet, and begins anew.

    Raises:
        CheckpointNotFoundError: there is a model, but no checkpoint to go on from.
    """
    folder = ModelFolder(config.model_dir, config.name)
    if config.resume and folder.best.is_file() and not has_checkpoint(config):
        raise CheckpointNotFoundError(
            f"{folder.root.name} holds a model, but no checkpoint that its training could go on from; "
            f"train under another name, or move {folder.best.name} away to begin anew."
        )


def settle(config: TrainingConfig, path: Path, weights: PretrainedWeights, is_cuda: bool) -> Settings:
    """Return the settings of this training: those in `path` for a resume, else decided now and saved there.

    Where there is none to resume, the checkpoints of an earlier training in that folder are removed.

    Raises:
        ConfigError: the name cannot be a file's name, or the settings contradict each other.
        CheckpointNotFoundError: weights are missing, or there is nothing to resume.
        IncompatibleCheckpointError: the settings to resume with are damaged, or of another version.
    """
    is_plain = config.name.strip(". ") and Path(config.name).name == config.name and "\\" not in config.name
    if not is_plain:
        raise ConfigError(f"The name {config.name!r} cannot be used: it must be a plain file name.")
    if config.resume and path.is_file():
        known = _known_settings(path)
        _keep_wishes(config, path)
        return known
    if not config.recordings:
        raise CheckpointNotFoundError(f"There is no training in {path.parent.name} to resume.")
    choice = choose(config, weights, is_cuda)
    if not config.resume:  # from here on nobody goes on with what another training of this name has left
        shutil.rmtree(ModelFolder(path.parent, config.name).checkpoints, ignore_errors=True)
    save_json(path, {"config": to_jsonable(config), "choice": asdict(choice)})
    return Settings(choice, config.recordings, config.seed)


def with_kept_wishes(config: TrainingConfig, given: Collection[str]) -> TrainingConfig:
    """Return the config of a resume with the training's own wishes in place of those that were not `given`.

    Epochs and minutes go together: who gives one of them has not asked for the other.

    Raises:
        IncompatibleCheckpointError: the settings to resume with are damaged, or of another version.
    """
    path = ModelFolder(config.model_dir, config.name).settings
    if not path.is_file():
        return config
    length = {"epochs", "max_minutes"}
    own = {*given, *(length if length.intersection(given) else ())}
    with _damage_named(path):
        known = load_json(path)["config"]
        return replace(config, **{name: known[name] for name in WISHES if name not in own})


def feature_tags(choice: TrainingChoice, weights: PretrainedWeights) -> FeatureTags:
    """Return under which tags features are kept: others for another method, encoder or weights file."""
    return FeatureTags(
        pitch=f"f0-{choice.f0_method}{_stamp(choice.f0_method, weights)}",
        content=f"content-{choice.encoder}{_stamp(ENCODERS[choice.encoder][1], weights)}",
    )


def _known_settings(path: Path) -> Settings:
    with _damage_named(path):
        known = load_json(path)
        config = known["config"]
        recordings = tuple(_place(Path(recording), path.parent) for recording in config["recordings"])
        return Settings(TrainingChoice(**known["choice"]), recordings, config["seed"])


def _place(recording: Path, model_dir: Path) -> Path:
    """Return where a recording is: one that was in the model's folder moves with it."""
    kept = model_dir / recording.parent.name / recording.name
    return kept if not recording.is_file() and kept.is_file() else recording


def _keep_wishes(config: TrainingConfig, path: Path) -> None:
    known = load_json(path)
    wishes = {name: getattr(config, name) for name in WISHES}
    save_json(path, {**known, "config": {**known["config"], **wishes}})


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Raise what reading settings of another shape raises as an error for people."""
    try:
        yield
    except (KeyError, TypeError, ValueError, ConfigError) as error:
        raise IncompatibleCheckpointError(
            f"{path.name} of this training is damaged or of another version; train anew without resuming."
        ) from error


def _stamp(name: str | None, weights: PretrainedWeights) -> str:
    path = weights.path(name) if name else None
    if path is None:
        return ""
    about = path.stat()
    return "-" + text_hash([path.name, about.st_size, about.st_mtime_ns])
