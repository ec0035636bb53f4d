"""Base weights fit to the last key, or are refused with the reason."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.training.base_weights import load_base_weights
from rvc_core.weights import FoundFile, PretrainedWeights, Variant


def network() -> nn.Module:
    return nn.Linear(3, 2)


def weights_of(folder: Path, content: object) -> PretrainedWeights:
    path = folder / "f0G40k.pth"
    torch.save(content, path)
    return PretrainedWeights(folder, {"f0G40k": FoundFile(path, Variant(("f0G40k.pth",)))})


def halves(**changes: Tensor) -> dict[str, Tensor]:
    tensors = {name: torch.full_like(tensor, 0.5).half() for name, tensor in network().state_dict().items()}
    return {**tensors, **changes}


def test_half_precision_weights_are_loaded(tmp_path: Path) -> None:
    loaded = network()
    load_base_weights(loaded, "f0G40k", weights_of(tmp_path, {"model": halves()}))
    assert loaded.state_dict()["weight"].unique().tolist() == [0.5]


def test_no_name_leaves_the_network_as_it_is(tmp_path: Path) -> None:
    loaded = network()
    before = loaded.state_dict()["weight"].clone()
    load_base_weights(loaded, None, weights_of(tmp_path, {"model": halves()}))
    assert torch.equal(loaded.state_dict()["weight"], before)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"weight": halves()}, "no 'model'"),
        ({"model": {"weight": 1.0, "bias": 2.0}}, "no 'model' of tensors"),
        ({"model": {"weight": torch.zeros(2, 3)}}, "bias is missing"),
        ({"model": halves(extra=torch.zeros(1))}, "extra is not known"),
        ({"model": halves(weight=torch.zeros(4, 3))}, r"weight is \[4, 3\] instead of \[2, 3\]"),
    ],
)
def test_other_weights_are_refused_with_the_reason(tmp_path: Path, content: object, reason: str) -> None:
    with pytest.raises(IncompatibleCheckpointError, match=reason):
        load_base_weights(network(), "f0G40k", weights_of(tmp_path, content))
