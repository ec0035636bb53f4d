"""Which synthesizer a config describes: the one place that tells families apart."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from rvc_core.config.synthesizer import SynthesizerConfig
from rvc_core.errors import ConfigError
from rvc_core.models.source_filter import SourceFilterConfig, SourceFilterSynthesizer
from rvc_core.models.synthesizer import Synthesizer


class VoiceConfig(Protocol):
    """What every family's config has."""

    @property
    def sample_rate(self) -> int:
        """Rate of the waveform, Hz."""
        ...

    @property
    def content_dim(self) -> int:
        """Numbers per content frame, D."""
        ...

    @property
    def version(self) -> str:
        """`v1`, `v2` or `persona-1`."""
        ...

    @property
    def f0(self) -> bool:
        """Whether an F0 contour drives it."""
        ...

    @property
    def n_speakers(self) -> int:
        """Voices it can sing with."""
        ...

    @property
    def family(self) -> str:
        """Name of the family."""
        ...

    @property
    def hop_length(self) -> int:
        """Samples per frame of 10 ms."""
        ...


class VoiceSynthesizer(Protocol):
    """What every family's network does."""

    def infer(
        self,
        content: Tensor,
        f0_hz: Tensor | None,
        speaker_id: int | Tensor = 0,
        noise_scale: float = ...,
        source_noise_scale: float = ...,
        generator: torch.Generator | None = None,
        f0_before_hz: Tensor | None = None,
    ) -> Tensor:
        """Return the waveform `(B, T * hop_length)` of `content` `(B, T, D)` at 100 Hz.

        Its source is in phase with one that has sung `f0_before_hz` `(B, T0)` before.
        """
        ...


@dataclass(frozen=True, slots=True)
class Family:
    """How one family's networks are built and what its vocoder is called in files."""

    vocoder: str
    build: Callable[[Any], nn.Module]
    config_class: type


FAMILIES: dict[str, Family] = {
    "rvc": Family("HiFi-GAN", lambda config: Synthesizer(config, posterior=False), SynthesizerConfig),
    "starter": Family("source-filter", SourceFilterSynthesizer, SourceFilterConfig),
}


def build_synthesizer(config: VoiceConfig) -> nn.Module:
    """Return a fresh network for inference, of the family that `config` belongs to.

    Raises:
        ConfigError: no such family.
    """
    return family_named(config.family).build(config)


def build_unfilled_synthesizer(config: VoiceConfig) -> nn.Module:
    """Return a network whose weights will be loaded: nothing is drawn for them, which saves seconds.

    Raises:
        ConfigError: no such family.
    """
    with _NothingDrawn():
        return build_synthesizer(config)


def family_named(name: str) -> Family:
    """Return the family of that name.

    Raises:
        ConfigError: no such family.
    """
    if name not in FAMILIES:
        raise ConfigError(f"There is no synthesizer family {name!r}; known are {', '.join(FAMILIES)}.")
    return FAMILIES[name]


_DRAWING = frozenset({"normal_", "uniform_", "kaiming_uniform_", "xavier_uniform_"})


class _NothingDrawn(TorchFunctionMode):
    """While active, filling a tensor with random numbers leaves it as it is, and norms are not computed."""

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = getattr(func, "__name__", "")
        if name in _DRAWING:
            return args[0] if args else (kwargs or {})["tensor"]
        if name == "randn":
            func = torch.empty
        if name == "norm_except_dim":  # of a weight that will be loaded; only its shape matters
            return args[0].new_empty(len(args[0]), *[1] * (args[0].dim() - 1))
        return func(*args, **(kwargs or {}))
