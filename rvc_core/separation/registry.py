"""Separators by name, and which one is the default."""

from collections.abc import Callable
from pathlib import Path

from rvc_core.errors import ConfigError, Reason
from rvc_core.separation.base import Separator
from rvc_core.separation.spectral import SpectralSeparator
from rvc_core.weights import PretrainedWeights, scan_pretrained

# Best first. Name: (how it is made, the pretrained weights it needs)
Maker = Callable[[str, PretrainedWeights], Separator]
SEPARATORS: dict[str, tuple[Maker, str | None]] = {
    "spectral": (lambda device, weights: SpectralSeparator(), None),
}


def available_separators(weights: PretrainedWeights | None = None) -> dict[str, Reason | None]:
    """Return each separator's name with None where it can be used here, else the reason why not."""
    present = weights or scan_pretrained()
    return {name: _why_not(needed, present) for name, (_, needed) in SEPARATORS.items()}


def load_separator(name: str = "auto", device: str = "auto", pretrained_dir: Path | None = None) -> Separator:
    """Return a separator; `auto` is the best one whose weights are present.

    Raises:
        ConfigError: there is no separator of that name, or its weights are absent.
    """
    weights = scan_pretrained(pretrained_dir)
    reasons = available_separators(weights)
    if name == "auto":
        name = next(known for known, reason in reasons.items() if reason is None)
    if name not in SEPARATORS:
        raise ConfigError(f"separator is {name!r}, but must be one of: auto, {', '.join(SEPARATORS)}.")
    if reasons[name] is not None:
        raise ConfigError(f"The separator {name} cannot be used: {reasons[name]}")
    make, _ = SEPARATORS[name]
    return make(device, weights)


def _why_not(needed: str | None, weights: PretrainedWeights) -> Reason | None:
    if needed is None or weights.path(needed) is not None:
        return None
    return Reason("weights", f"{needed} is not among the pretrained weights in {weights.folder.name}/.")
