"""Losses of the adversarial training, each a scalar in fp32.

Source: LSGAN (Mao et al. 2016) eq. 9; HiFi-GAN (Kong et al. 2020) §2.4; VITS (Kim et al. 2021) eq. 3-4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

MEL_WEIGHT = 45.0
KL_WEIGHT = 1.0
FEATURE_WEIGHT = 2.0


class Judgement(Protocol):
    """One sub-discriminator's judgement of a batch."""

    @property
    def scores(self) -> Tensor:
        """Scores `(B, positions)`, 1 = real."""

    @property
    def features(self) -> list[Tensor]:
        """Every layer's output."""


@dataclass(frozen=True, slots=True)
class GeneratorLosses:
    """The generator's losses, unweighted but for the features' factor of 2."""

    adversarial: Tensor
    feature: Tensor
    mel: Tensor
    kl: Tensor

    def total(self) -> Tensor:
        """Return the weighted sum that is minimised."""
        return self.adversarial + self.feature + MEL_WEIGHT * self.mel + KL_WEIGHT * self.kl


def discriminator_loss(real: Sequence[Judgement], fake: Sequence[Judgement]) -> Tensor:
    """Return the least-squares loss that draws scores of real sound to 1 and of generated sound to 0."""
    terms = [
        (1 - r.scores.float()).square().mean() + f.scores.float().square().mean()
        for r, f in zip(real, fake, strict=True)
    ]
    return torch.stack(terms).sum()


def adversarial_loss(fake: Sequence[Judgement]) -> Tensor:
    """Return the least-squares loss that draws scores of generated sound to 1."""
    return torch.stack([(1 - judged.scores.float()).square().mean() for judged in fake]).sum()


def feature_loss(real: Sequence[Judgement], fake: Sequence[Judgement]) -> Tensor:
    """Return twice the summed mean distance of all layers; no gradient reaches the real side."""
    terms = [
        (r.detach().float() - f.float()).abs().mean()
        for judged_real, judged_fake in zip(real, fake, strict=True)
        for r, f in zip(judged_real.features, judged_fake.features, strict=True)
    ]
    return FEATURE_WEIGHT * torch.stack(terms).sum()


def mel_loss(target_log_mel: Tensor, log_mel: Tensor) -> Tensor:
    """Return the mean distance of two log-mel spectrograms `(B, M, T)`."""
    return (target_log_mel.float() - log_mel.float()).abs().mean()


def kl_loss(z_p: Tensor, m_p: Tensor, logs_p: Tensor, logs_q: Tensor, mask: Tensor) -> Tensor:
    """Return the divergence of posterior from prior per real frame, summed over channels.

    All are `(B, C, T)`, `mask` is `(B, 1, T)`. One sample stands for the expectation, so it can be negative.
    """
    z_p, m_p, logs_p, logs_q, mask = (part.float() for part in (z_p, m_p, logs_p, logs_q, mask))
    divergence = logs_p - logs_q - 0.5 + 0.5 * (z_p - m_p).square() * torch.exp(-2 * logs_p)
    return (divergence * mask).sum() / mask.sum()
