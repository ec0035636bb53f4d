"""`settings.json`: what a training works with, decided once, so that a resume works with the same."""

from dataclasses import asdict, dataclass
from pathlib import Path

from rvc_core.config import TrainingConfig, to_jsonable
from rvc_core.content.registry import ENCODERS
from rvc_core.data.features import FeatureTags
from rvc_core.data.files import load_json, save_json, text_hash
from rvc_core.errors import CheckpointNotFoundError, ConfigError, IncompatibleCheckpointError
from rvc_core.training.choose import TrainingChoice, choose
from rvc_core.weights import PretrainedWeights


@dataclass(frozen=True, slots=True)
class Settings:
    """The decisions behind one model's folder."""

    choice: TrainingChoice
    recordings: tuple[Path, ...]
    seed: int


def settle(config: TrainingConfig, path: Path, weights: PretrainedWeights, is_cuda: bool) -> Settings:
    """Return the settings of this training: those in `path` for a resume, else decided now and saved there.

    Raises:
        ConfigError: the name cannot be a file's name, or the settings contradict each other.
        CheckpointNotFoundError: weights are missing, or there is nothing to resume.
        IncompatibleCheckpointError: the settings to resume with are damaged, or of another version.
    """
    is_plain = config.name.strip(". ") and Path(config.name).name == config.name and "\\" not in config.name
    if not is_plain:
        raise ConfigError(f"The name {config.name!r} cannot be used: it must be a plain file name.")
    if config.resume and path.is_file():
        return _known_settings(path)
    if not config.recordings:
        raise CheckpointNotFoundError(f"There is no training in {path.parent.name} to resume.")
    choice = choose(config, weights, is_cuda)
    save_json(path, {"config": to_jsonable(config), "choice": asdict(choice)})
    return Settings(choice, config.recordings, config.seed)


def feature_tags(choice: TrainingChoice, weights: PretrainedWeights) -> FeatureTags:
    """Return under which tags features are kept: others for another method, encoder or weights file."""
    return FeatureTags(
        pitch=f"f0-{choice.f0_method}{_stamp(choice.f0_method, weights)}",
        content=f"content-{choice.encoder}{_stamp(ENCODERS[choice.encoder][1], weights)}",
    )


def _known_settings(path: Path) -> Settings:
    try:
        known = load_json(path)
        config = known["config"]
        recordings = tuple(Path(recording) for recording in config["recordings"])
        return Settings(TrainingChoice(**known["choice"]), recordings, config["seed"])
    except (KeyError, TypeError, ValueError) as error:
        raise IncompatibleCheckpointError(
            f"{path.name} of this training is damaged or of another version; train anew without resuming."
        ) from error


def _stamp(name: str | None, weights: PretrainedWeights) -> str:
    path = weights.path(name) if name else None
    if path is None:
        return ""
    about = path.stat()
    return "-" + text_hash([path.name, about.st_size, about.st_mtime_ns])
