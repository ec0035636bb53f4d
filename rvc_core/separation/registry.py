"""Separators by name, and which one is the default."""

from collections.abc import Callable
from pathlib import Path

from rvc_core.errors import ConfigError, Reason
from rvc_core.separation.base import Separator
from rvc_core.separation.spleeter import load_spleeter
from rvc_core.weights import PretrainedWeights, scan_pretrained

DEFAULT = "spleeter"  # comes with the program
Loader = Callable[[Path, str], Separator]
# Best first. Name: (how it is loaded from its file, the name of the pretrained weights it needs)
SEPARATORS: dict[str, tuple[Loader, str]] = {
    "spleeter": (load_spleeter, "starter-separator"),
}


def available_separators(weights: PretrainedWeights | None = None) -> dict[str, Reason | None]:
    """Return each separator's name with None where it can be used here, else the reason why not."""
    present = weights or scan_pretrained()
    return {name: _why_not(name, present) for name in SEPARATORS}


def load_separator(name: str = "auto", device: str = "auto", pretrained_dir: Path | None = None) -> Separator:
    """Return a separator; `auto` is the best one whose weights are present.

    Raises:
        ConfigError: there is no separator of that name, or its weights are absent.
        CheckpointError: its weights cannot be used.
    """
    weights = scan_pretrained(pretrained_dir)
    if name == "auto":
        name = next((known for known in SEPARATORS if _path(known, weights)), DEFAULT)
    if name not in SEPARATORS:
        raise ConfigError(f"separator is {name!r}, but must be one of: auto, {', '.join(SEPARATORS)}.")
    path = _path(name, weights)
    if path is None:
        raise ConfigError(f"The separator {name} cannot be used: {_why_not(name, weights)}")
    load, _ = SEPARATORS[name]
    return load(path, device)


def _path(name: str, weights: PretrainedWeights) -> Path | None:
    _, needed = SEPARATORS[name]
    found = weights.path(needed)
    # Another folder of weights need not hold those that come with the program.
    return found or (scan_pretrained().path(needed) if name == DEFAULT else None)


def _why_not(name: str, weights: PretrainedWeights) -> Reason | None:
    if _path(name, weights) is not None:
        return None
    _, needed = SEPARATORS[name]
    return Reason("weights", f"{needed} is not among the pretrained weights in {weights.folder.name}/.")
