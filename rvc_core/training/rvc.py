"""RVC's training step: variational synthesizer against multi-period discriminators.

Source: VITS (Kim et al. 2021) §2.3 and §2.4; weights of the losses as RVC has them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from rvc_core.audio.spectrogram import Spectrogram
from rvc_core.config.synthesizer import DiscriminatorConfig, SynthesizerConfig
from rvc_core.data.dataset import Batch
from rvc_core.devices import DeviceProfile
from rvc_core.losses import (
    GeneratorLosses,
    adversarial_loss,
    discriminator_loss,
    feature_loss,
    kl_loss,
    mel_loss,
)
from rvc_core.models import (
    Noise,
    Synthesizer,
    TrainingForward,
    build_discriminator,
    split_judgements,
    take_segments,
)
from rvc_core.training.base_weights import load_base_weights
from rvc_core.training.optimisers import (
    build_optimiser,
    portable_state,
    restore_optimiser,
    set_learning_rate,
)
from rvc_core.training.plan import TrainingPlan

LEARNING_RATE = 1e-4
LEARNING_RATE_DECAY = 0.999875  # per epoch
COMPACT_CONTEXT_FRAMES = 80  # of a slice: a CPU has no time for the encoders to see all of it
COMPACT_SEGMENT_FRAMES = 20


class RvcObjective:
    """Synthesizer and discriminators with their optimisers."""

    def __init__(
        self,
        generator: Synthesizer,
        discriminator: nn.Module,
        profile: DeviceProfile,
        compact: bool,
        learning_rate: float = LEARNING_RATE,
    ) -> None:
        """Hold the networks, which are on the profile's device, with fresh optimisers."""
        self.config = generator.config
        self.generator = generator
        self.discriminator = discriminator
        self.segment_frames = COMPACT_SEGMENT_FRAMES if compact else self.config.training_segment_frames
        self.newest_is_best = False
        self.context_frames: int | None = COMPACT_CONTEXT_FRAMES if compact else None
        self.spectrogram = Spectrogram(self.config.spectrogram).to(profile.device)
        self._profile = profile
        self._learning_rate = learning_rate
        self._generator_optimiser = build_optimiser(generator, learning_rate)
        self._discriminator_optimiser = build_optimiser(discriminator, learning_rate)

    def step(self, batch: Batch, random: torch.Generator) -> dict[str, Tensor]:
        """Improve the discriminators, then the synthesizer, by one batch; return the losses."""
        with self._autocast():
            forward = self._forward(batch, random)
        target = self._target(batch, forward)
        discriminator = self._improve_discriminator(target, forward.waveform.detach())
        losses = self._generator_losses(batch, forward, target)
        total = losses.total()
        _descend(self._generator_optimiser, total)
        return {
            "discriminator": discriminator.detach(),
            "generator": total.detach(),
            "adversarial": losses.adversarial.detach(),
            "feature": losses.feature.detach(),
            "mel": losses.mel.detach(),
            "kl": losses.kl.detach(),
        }

    def finish_epoch(self) -> None:
        """Decay both learning rates."""
        self._learning_rate *= LEARNING_RATE_DECAY
        for optimiser in (self._generator_optimiser, self._discriminator_optimiser):
            set_learning_rate(optimiser, self._learning_rate)

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the contents of `G_….pth` and `D_….pth`."""
        pairs = (
            (self.generator, self._generator_optimiser),
            (self.discriminator, self._discriminator_optimiser),
        )
        generator, discriminator = (
            {
                "model": network.state_dict(),
                "optimizer": portable_state(optimiser, self._learning_rate),
                "learning_rate": self._learning_rate,
            }
            for network, optimiser in pairs
        )
        return generator, discriminator

    def restore(self, generator: dict[str, Any], discriminator: dict[str, Any]) -> None:
        """Load what `state` returned."""
        self.generator.load_state_dict(generator["model"])
        self.discriminator.load_state_dict(discriminator["model"])
        self._learning_rate = restore_optimiser(self._generator_optimiser, generator["optimizer"])
        restore_optimiser(self._discriminator_optimiser, discriminator["optimizer"])

    def _autocast(self) -> torch.autocast:
        profile = self._profile
        return torch.autocast(profile.device.type, profile.dtype, enabled=profile.dtype != torch.float32)

    def _forward(self, batch: Batch, random: torch.Generator) -> TrainingForward:
        forward: TrainingForward = self.generator(
            batch.content,
            batch.f0_hz,
            batch.spectrogram,
            batch.lengths,
            torch.zeros_like(batch.lengths),
            self.segment_frames,
            Noise(generator=random),
        )
        return forward

    def _target(self, batch: Batch, forward: TrainingForward) -> Tensor:
        hop_length = self.config.hop_length
        length = forward.waveform.shape[-1]
        return take_segments(batch.waveform, forward.start_frames * hop_length, length)

    def _improve_discriminator(self, target: Tensor, generated: Tensor) -> Tensor:
        with self._autocast():
            judged = self.discriminator(torch.cat([target, generated.to(target.dtype)]))
        loss = discriminator_loss(*split_judgements(judged, len(target)))
        _descend(self._discriminator_optimiser, loss)
        return loss

    def _generator_losses(self, batch: Batch, forward: TrainingForward, target: Tensor) -> GeneratorLosses:
        # No gradient is needed for the discriminators' weights, nor through the real side.
        with _frozen(self.discriminator), self._autocast():
            with torch.no_grad():
                real = self.discriminator(target)
            fake = self.discriminator(forward.waveform)
        frames = forward.waveform.shape[-1] // self.config.hop_length
        magnitude = take_segments(batch.spectrogram, forward.start_frames, frames)
        return GeneratorLosses(
            adversarial=adversarial_loss(fake),
            feature=feature_loss(real, fake),
            mel=mel_loss(
                self.spectrogram.log_mel(magnitude), self.spectrogram(forward.waveform.squeeze(1).float())
            ),
            kl=kl_loss(forward.z_p, forward.m_p, forward.logs_p, forward.logs_q, forward.mask),
        )


def build_rvc_objective(plan: TrainingPlan, content_dim: int) -> RvcObjective:
    """Return RVC's objective in the sizes of the preset, from base weights or seeded random ones.

    Raises:
        IncompatibleCheckpointError: the base weights are of another network.
    """
    choice, profile = plan.choice, plan.profile
    compact = choice.preset == "compact"
    sizes = SynthesizerConfig.compact if compact else SynthesizerConfig.standard
    config = sizes(choice.sample_rate, content_dim=content_dim)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.config.seed)
        generator = Synthesizer(config)
        discriminator = build_discriminator(
            DiscriminatorConfig.compact() if compact else DiscriminatorConfig.standard()
        )
    load_base_weights(generator, choice.base_generator, plan.weights)
    load_base_weights(discriminator, choice.base_discriminator, plan.weights)
    return RvcObjective(
        generator.to(profile.device), discriminator.to(profile.device), profile, compact=compact
    )


@contextmanager
def _frozen(network: nn.Module) -> Iterator[None]:
    """Compute no gradient for the weights of `network` inside the block, whatever it raises."""
    network.requires_grad_(False)
    try:
        yield
    finally:
        network.requires_grad_(True)


def _descend(optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()
