"""What the training loop needs of a synthesizer family, and which families there are."""

from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from rvc_core.audio.spectrogram import Spectrogram
from rvc_core.data.dataset import Batch
from rvc_core.errors import ConfigError
from rvc_core.models.families import VoiceConfig
from rvc_core.training.plan import TrainingPlan
from rvc_core.training.rvc import build_rvc_objective
from rvc_core.training.starter import build_starter_objective


class Objective(Protocol):
    """The networks of one family, and how one batch improves them."""

    newest_is_best: bool  # the newest scored epoch is the model; else the one nearest to the held-out slices
    context_frames: int | None  # crop of a slice that one step sees; None: whole slices

    @property
    def spectrogram(self) -> Spectrogram | None:
        """Computes the batches' magnitudes, on the device; None where no step reads them."""
        ...

    @property
    def config(self) -> VoiceConfig:
        """Sizes of the generator."""
        ...

    @property
    def generator(self) -> nn.Module:
        """The network that is exported; it has `infer`."""
        ...

    def step(self, batch: Batch, random: torch.Generator) -> dict[str, Tensor]:
        """Improve the networks by one batch and return the losses, detached, on the device."""
        ...

    def finish_epoch(self) -> None:
        """Decay the learning rates."""
        ...

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the contents of `G_….pth` and `D_….pth`: `model`, `optimizer`, `learning_rate`."""
        ...

    def restore(self, generator: dict[str, Any], discriminator: dict[str, Any]) -> None:
        """Load what `state` returned."""
        ...


Builder = Callable[[TrainingPlan, int], Objective]  # the int is D, the numbers per content frame


def build_objective(plan: TrainingPlan, content_dim: int) -> Objective:
    """Return the objective of the family that was chosen.

    Raises:
        ConfigError: no such family.
        IncompatibleCheckpointError: the base weights are of another network.
    """
    builders: dict[str, Builder] = {"rvc": build_rvc_objective, "starter": build_starter_objective}
    family = plan.choice.family
    if family not in builders:
        raise ConfigError(f"The family {family} cannot be trained; known are {', '.join(builders)}.")
    return builders[family](plan, content_dim)
