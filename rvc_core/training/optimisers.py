"""AdamW as the device runs it fastest, with a state that every device can load."""

from typing import Any

import torch
from torch import Tensor, nn

BETAS = (0.8, 0.99)
EPSILON = 1e-9


def build_optimiser(network: nn.Module, learning_rate: float) -> torch.optim.AdamW:
    """Return a fresh AdamW of all weights of `network`, which is on its device already."""
    optimiser = torch.optim.AdamW(network.parameters(), learning_rate, BETAS, EPSILON, fused=True)
    _settle(optimiser)
    return optimiser


def set_learning_rate(optimiser: torch.optim.Optimizer, learning_rate: float) -> None:
    """Set the rate of all groups; a CUDA graph that has captured the optimiser follows."""
    for group in optimiser.param_groups:
        if isinstance(group["lr"], Tensor):
            group["lr"].fill_(learning_rate)
        else:
            group["lr"] = learning_rate


def portable_state(optimiser: torch.optim.Optimizer, learning_rate: float) -> dict[str, Any]:
    """Return the state without what its device alone needs: the rate is a plain number."""
    state = optimiser.state_dict()
    plain = {"lr": learning_rate, "capturable": False}
    return {**state, "param_groups": [{**group, **plain} for group in state["param_groups"]]}


def restore_optimiser(optimiser: torch.optim.Optimizer, state: dict[str, Any]) -> float:
    """Load what `portable_state` returned, on any device; return the learning rate."""
    optimiser.load_state_dict(state)
    learning_rate = float(optimiser.param_groups[0]["lr"])
    _settle(optimiser)
    return learning_rate


def _settle(optimiser: torch.optim.Optimizer) -> None:
    """On CUDA, keep the rate where a captured step reads it."""
    for group in optimiser.param_groups:
        device = group["params"][0].device
        if device.type == "cuda":
            group["lr"] = torch.tensor(float(group["lr"]), dtype=torch.float32, device=device)
            group["capturable"] = True
