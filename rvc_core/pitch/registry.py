"""Pitch methods by name, and which one is the default."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from rvc_core.config.limits import F0_METHODS, check_choice
from rvc_core.errors import CheckpointNotFoundError, Reason

if TYPE_CHECKING:
    import torch

    from rvc_core.pitch.base import PitchExtractor
    from rvc_core.weights import PretrainedWeights

PACKAGES = {"swift-f0": "swift_f0", "crepe": "torchcrepe", "harvest": "pyworld", "pm": "parselmouth"}


def available_methods(weights: PretrainedWeights | None = None) -> dict[str, Reason | None]:
    """Return each method's name with None where it can be used here, else the reason why not.

    Args:
        weights: The files in the folder of pretrained weights; None scans it.
    """
    return {name: _why_not(name, weights or _scan()) for name in F0_METHODS if name != "auto"}


def load_pitch_extractor(
    method: str = "auto", device: str | torch.device = "auto", weights: PretrainedWeights | None = None
) -> PitchExtractor:
    """Return a pitch extractor, ready to use.

    Args:
        method: A name of `F0_METHODS`; auto takes the best one for the device and weights.
        device: auto, cpu, cuda, cuda:N; methods without a network always run on the CPU.
        weights: The files in the folder of pretrained weights; None scans it.

    Raises:
        ConfigError: there is no such method.
        CheckpointNotFoundError: its weights or its package are not present.
        DeviceUnavailableError: the device asked for cannot be used.
    """
    check_choice("f0_method", method, F0_METHODS)
    weights = weights or _scan()
    chosen = default_method(device, weights) if method == "auto" else method
    reason = _why_not(chosen, weights)
    if reason is not None:
        raise CheckpointNotFoundError(f"The pitch method {chosen} cannot be used: {reason}")
    return _build(chosen, device, weights)


def default_method(device: str | torch.device, weights: PretrainedWeights) -> str:
    """Return the method that `auto` means.

    RMVPE is the best on singing, but takes 0.3 s per second of sound on a CPU, where swift-f0
    takes 0.004 s with similar accuracy.
    """
    if weights.path("rmvpe") is None:
        return "swift-f0"
    from rvc_core.devices import pick_device

    return "rmvpe" if pick_device(str(device)).type != "cpu" else "swift-f0"


def _why_not(method: str, weights: PretrainedWeights) -> Reason | None:
    if method == "rmvpe":
        missing = Reason("weights", "its weights, rmvpe.pt, are not among the pretrained weights.")
        return None if weights.path("rmvpe") else missing
    package = PACKAGES[method]
    missing = Reason("package", f"the Python package {package} is not installed.")
    return None if importlib.util.find_spec(package) else missing


def _scan() -> PretrainedWeights:
    from rvc_core.weights import scan_pretrained

    return scan_pretrained()


def _build(method: str, device: str | torch.device, weights: PretrainedWeights) -> PitchExtractor:
    """Import one method alone: each needs heavy packages."""
    if method == "rmvpe":
        from rvc_core.pitch.rmvpe import RmvpeExtractor

        path = weights.path("rmvpe")
        assert path is not None  # looked for by the caller
        return RmvpeExtractor.load(path, device)
    if method == "crepe":
        from rvc_core.pitch.crepe import CrepeExtractor

        return CrepeExtractor.load(device)
    if method == "swift-f0":
        from rvc_core.pitch.swift import SwiftExtractor

        return SwiftExtractor()
    if method == "harvest":
        from rvc_core.pitch.harvest import HarvestExtractor

        return HarvestExtractor()
    from rvc_core.pitch.praat import PraatExtractor

    return PraatExtractor()
