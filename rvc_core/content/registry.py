"""Content encoders by name, and which one is the default.

Each encoder has a module with a function `load(version, device, weights)`; it is imported only
when it is needed, because each needs heavy packages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from rvc_core.errors import CheckpointNotFoundError, IncompatibleCheckpointError, Reason

if TYPE_CHECKING:
    import torch

    from rvc_core.content.base import ContentEncoder
    from rvc_core.weights import PretrainedWeights

# Best first. Name: (its module, the pretrained weights it needs)
ENCODERS: dict[str, tuple[str, str | None]] = {
    "contentvec": ("rvc_core.content.contentvec", "contentvec"),
    "starter": ("rvc_core.content.starter", "starter-content"),
    "log-mel": ("rvc_core.content.log_mel", None),
}


def available_encoders(weights: PretrainedWeights | None = None) -> dict[str, Reason | None]:
    """Return each encoder's name with None where it can be used here, else the reason why not."""
    weights = weights or _scan()
    return {name: _why_not(name, weights) for name in ENCODERS}


def default_encoder(weights: PretrainedWeights | None = None) -> str:
    """Return the name that `auto` means: the best encoder whose weights are present."""
    reasons = available_encoders(weights)
    return next(name for name, reason in reasons.items() if reason is None)


def load_content_encoder(
    name: str = "auto",
    version: str = "v2",
    device: str | torch.device = "auto",
    weights: PretrainedWeights | None = None,
) -> ContentEncoder:
    """Return a content encoder, ready to use.

    Args:
        name: contentvec, starter, log-mel, or auto; for a trained model the name in its metadata.
        version: v1 or v2, what ContentVec gives to models of that version; others ignore it.
        device: auto, cpu, cuda, cuda:N.
        weights: The files in the folder of pretrained weights; None scans it.

    Raises:
        IncompatibleCheckpointError: there is no such encoder here, so a model trained with it
            cannot be run; or the weights found are of another network.
        CheckpointNotFoundError: its weights are not present.
    """
    weights = weights or _scan()
    chosen = default_encoder(weights) if name == "auto" else name
    if chosen not in ENCODERS:
        raise IncompatibleCheckpointError(
            f"The content encoder {chosen!r} is not known here, so a model trained with it cannot be run;"
            f" known are: {', '.join(ENCODERS)}."
        )
    reason = _why_not(chosen, weights)
    if reason is not None:
        raise CheckpointNotFoundError(f"The content encoder {chosen} cannot be used: {reason}")
    encoder: ContentEncoder = import_module(ENCODERS[chosen][0]).load(version, device, weights)
    return encoder


def _why_not(name: str, weights: PretrainedWeights) -> Reason | None:
    needed = ENCODERS[name][1]
    if needed is None or weights.path(needed) is not None:
        return None
    return Reason("weights", f"{needed} is not among the pretrained weights in {weights.folder.name}/.")


def _scan() -> PretrainedWeights:
    from rvc_core.weights import scan_pretrained

    return scan_pretrained()
