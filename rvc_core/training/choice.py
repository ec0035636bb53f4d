"""The one place that decides what `auto` means in a training: family, preset, encoder, base weights."""

from dataclasses import dataclass

from rvc_core.config import TrainingConfig
from rvc_core.content import default_encoder
from rvc_core.errors import CheckpointNotFoundError, ConfigError
from rvc_core.pitch import available_methods
from rvc_core.pitch.registry import default_method
from rvc_core.weights import PretrainedWeights

STARTER_FAMILY = "starter"
STARTER_WEIGHTS = ("starter-content", "starter-base")
STARTER_SAMPLE_RATE = 32_000  # Hz, of the starter base


@dataclass(frozen=True, slots=True)
class TrainingChoice:
    """What a training works with, every `auto` decided; kept in `settings.json` for a resume."""

    family: str
    preset: str
    encoder: str  # of content
    f0_method: str
    sample_rate: int  # Hz
    base_generator: str | None = None  # names in the manifest of pretrained weights
    base_discriminator: str | None = None


def choose(config: TrainingConfig, weights: PretrainedWeights, is_cuda: bool) -> TrainingChoice:
    """Return what `config` comes to on this machine.

    With ContentVec and RVC's base weights: RVC, stock sizes. Else with the starter weights: the starter
    family. Else RVC from random weights, on the best content encoder there is, small on a CPU.

    Raises:
        CheckpointNotFoundError: what was asked for needs weights that are not present.
        ConfigError: the settings contradict each other.
    """
    method = _f0_method(config, weights, is_cuda)
    if _family(config, weights) == STARTER_FAMILY:
        return TrainingChoice(
            STARTER_FAMILY, "compact", "starter", method, STARTER_SAMPLE_RATE, STARTER_WEIGHTS[1]
        )
    encoder = default_encoder(weights)
    base = _base_names(config, weights, encoder)
    preset = config.preset
    if preset == "auto":
        preset = "standard" if is_cuda or base else "compact"
    if base and preset != "standard":
        raise ConfigError("Base weights have the stock sizes; they need the preset standard.")
    return TrainingChoice("rvc", preset, encoder, method, config.sample_rate, *(base or (None, None)))


def _family(config: TrainingConfig, weights: PretrainedWeights) -> str:
    missing = [name for name in STARTER_WEIGHTS if weights.path(name) is None]
    if config.family == STARTER_FAMILY and missing:
        names = " and ".join(missing)
        raise CheckpointNotFoundError(f"The starter family needs {names} among the pretrained weights.")
    if config.family != "auto":
        return config.family
    names_base = config.base_weights not in ("auto", "none")
    if names_base or _base_names(config, weights, default_encoder(weights)) or config.preset == "standard":
        return "rvc"
    return "rvc" if missing else STARTER_FAMILY


def _base_names(config: TrainingConfig, weights: PretrainedWeights, encoder: str) -> tuple[str, str] | None:
    """Return the names of base generator and discriminator to start from; None for random weights."""
    if config.base_weights == "none":
        return None
    generator = config.base_weights
    if generator == "auto":
        generator = f"f0G{config.sample_rate // 1000}k"
    names = (generator, generator.replace("G", "D", 1))
    missing = [name for name in names if weights.path(name) is None]
    if config.base_weights == "auto":
        fits = encoder == "contentvec" and config.preset != "compact"
        return names if fits and not missing else None
    if missing:
        raise CheckpointNotFoundError(
            f"The base weights {' and '.join(missing)} are not in {weights.folder.name}/."
        )
    return names


def _f0_method(config: TrainingConfig, weights: PretrainedWeights, is_cuda: bool) -> str:
    if config.f0_method == "auto":
        return default_method("cuda" if is_cuda else "cpu", weights)
    reason = available_methods(weights)[config.f0_method]
    if reason is not None:
        raise CheckpointNotFoundError(f"The pitch method {config.f0_method} cannot be used: {reason}")
    return config.f0_method
