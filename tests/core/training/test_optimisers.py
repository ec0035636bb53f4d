"""Optimisers whose state any device can load."""

from copy import deepcopy

import torch
from torch import nn

from rvc_core.training.optimisers import (
    build_optimiser,
    portable_state,
    restore_optimiser,
    set_learning_rate,
)


def improved(network: nn.Module, optimiser: torch.optim.Optimizer) -> torch.Tensor:
    """Return the weights after one step."""
    network.zero_grad()
    network(torch.ones(2, 3)).square().sum().backward()
    optimiser.step()
    return torch.cat([weight.detach().flatten() for weight in network.parameters()])


def seeded_network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Linear(3, 2)


def test_state_keeps_the_rate_as_a_plain_number() -> None:
    network = seeded_network()
    optimiser = build_optimiser(network, 1e-4)
    optimiser.param_groups[0].update(lr=torch.tensor(1e-4), capturable=True)  # as on CUDA
    group = portable_state(optimiser, 2e-4)["param_groups"][0]
    assert (group["lr"], group["capturable"]) == (2e-4, False)


def test_restored_optimiser_goes_on_exactly() -> None:
    first, second = seeded_network(), seeded_network()
    optimiser, other = build_optimiser(first, 1e-2), build_optimiser(second, 5.0)
    improved(first, optimiser)
    second.load_state_dict(first.state_dict())
    state = deepcopy(portable_state(optimiser, 1e-2))  # as from a file
    assert restore_optimiser(other, state) == 1e-2
    assert torch.equal(improved(first, optimiser), improved(second, other))


def test_rate_in_a_tensor_is_changed_where_it_lies() -> None:
    optimiser = build_optimiser(seeded_network(), 1e-4)
    rate = torch.tensor(1e-4)
    optimiser.param_groups[0]["lr"] = rate
    set_learning_rate(optimiser, 0.5)
    assert optimiser.param_groups[0]["lr"] is rate
    assert float(rate) == 0.5
