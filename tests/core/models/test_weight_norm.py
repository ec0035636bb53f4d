import pytest
import torch
from torch import nn

from rvc_core.models.weight_norm import (
    WeightNormConv1d,
    WeightNormConv2d,
    WeightNormConvTranspose1d,
    fuse_weight_norm,
)

LAYERS = [
    pytest.param(lambda: WeightNormConv1d(3, 4, 5), torch.ones(1, 3, 9), id="conv1d"),
    pytest.param(lambda: WeightNormConvTranspose1d(3, 4, 4, 2, 1), torch.ones(1, 3, 9), id="transposed"),
    pytest.param(lambda: WeightNormConv2d(3, 4, (5, 1)), torch.ones(1, 3, 9, 2), id="conv2d"),
]


@pytest.mark.parametrize(("build", "signal"), LAYERS)
def test_names_are_those_of_model_files(build, signal) -> None:
    assert set(build().state_dict()) == {"weight_g", "weight_v", "bias"}


@pytest.mark.parametrize(("build", "signal"), LAYERS)
def test_length_is_per_first_axis(build, signal) -> None:
    layer = build()
    nn.init.constant_(layer.weight_g, 2.0)
    norms = layer.effective_weight().flatten(1).norm(dim=1)
    torch.testing.assert_close(norms, torch.full_like(norms, 2.0))


@pytest.mark.parametrize(("build", "signal"), LAYERS)
def test_fusing_keeps_the_output(build, signal) -> None:
    layer = build()
    expected = layer(signal)
    fuse_weight_norm(layer)
    torch.testing.assert_close(layer(signal), expected)


def test_fresh_weight_is_the_drawn_one() -> None:
    layer = WeightNormConv1d(3, 4, 5)
    layer.reset_weight(0.01)
    torch.testing.assert_close(layer.effective_weight(), layer.weight_v)
