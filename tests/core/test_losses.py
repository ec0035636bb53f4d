from dataclasses import dataclass

import pytest
import torch

from rvc_core.losses import adversarial_loss, discriminator_loss, feature_loss, kl_loss, mel_loss


@dataclass
class Judged:
    scores: torch.Tensor
    features: list[torch.Tensor]


def judged(score: float, feature: float = 0.0) -> Judged:
    return Judged(torch.full((2, 5), score), [torch.full((2, 3, 5), feature)])


def test_discriminator_loss_is_zero_for_perfect_scores() -> None:
    assert float(discriminator_loss([judged(1.0)], [judged(0.0)])) == 0.0


def test_discriminator_loss_sums_over_discriminators() -> None:
    assert float(discriminator_loss([judged(0.0)] * 3, [judged(0.0)] * 3)) == 3.0


def test_adversarial_loss_is_zero_when_all_are_fooled() -> None:
    assert float(adversarial_loss([judged(1.0)])) == 0.0


def test_feature_loss_counts_every_distance_twice() -> None:
    assert float(feature_loss([judged(0, 1.0)], [judged(0, 4.0)])) == 6.0


def test_feature_loss_leaves_the_real_side_alone() -> None:
    real, fake = judged(0, 1.0), judged(0, 2.0)
    for side in (real, fake):
        side.features[0].requires_grad_()
    feature_loss([real], [fake]).backward()
    assert real.features[0].grad is None


def test_mel_loss_is_the_mean_distance() -> None:
    assert float(mel_loss(torch.zeros(1, 4, 4), torch.full((1, 4, 4), 0.5))) == 0.5


def latents(deviation: float = 0.0) -> list[torch.Tensor]:
    return [torch.full((1, 4, 6), value) for value in (0.0, 0.0, deviation, 0.0)]


def test_kl_of_equal_distributions_has_the_expected_value() -> None:
    """E[(z-m)²] = 1 makes it 0; at z = m each of the 4 channels gives -1/2."""
    assert float(kl_loss(*latents(), torch.ones(1, 1, 6))) == -2.0


def test_kl_is_per_real_frame() -> None:
    mask = (torch.arange(6) < 3).float().view(1, 1, 6)
    assert float(kl_loss(*latents(), mask)) == -2.0


def test_kl_grows_with_a_wider_prior() -> None:
    assert float(kl_loss(*latents(0.5), torch.ones(1, 1, 6))) == pytest.approx(0.0)
