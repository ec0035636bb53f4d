import pytest
import torch

from rvc_core.config import DiscriminatorConfig
from rvc_core.models import Discriminator, build_discriminator, split_judgements


@pytest.fixture(scope="module")
def discriminator() -> Discriminator:
    torch.manual_seed(0)
    return build_discriminator(DiscriminatorConfig.compact())


@pytest.fixture(scope="module")
def waveforms() -> torch.Tensor:
    return torch.randn(3, 1, 1000, generator=torch.Generator().manual_seed(0))


def test_compact_is_under_a_thirtieth_of_the_stock_size(discriminator) -> None:
    assert sum(parameter.numel() for parameter in discriminator.parameters()) < 71_410_594 / 30


def test_every_layer_is_a_feature(discriminator, waveforms) -> None:
    assert [len(judged.features) for judged in discriminator(waveforms)] == [7] + [6] * 5


def test_judging_together_equals_judging_apart(discriminator, waveforms) -> None:
    together, _ = split_judgements(discriminator(waveforms), 1)
    apart = discriminator(waveforms[:1])
    for a, b in zip(together, apart, strict=True):
        torch.testing.assert_close(a.scores, b.scores)


def test_samples_one_period_apart_are_seen_together(discriminator, waveforms) -> None:
    """A change of one sample reaches only the scores of its own phase."""
    changed = waveforms[:1].clone()
    changed[..., 500] += 1.0
    period = discriminator.discriminators[3]
    difference = (period(changed).scores - period(waveforms[:1]).scores).view(-1, period.period)
    assert difference.abs().sum(0).nonzero().flatten().tolist() == [500 % period.period]
