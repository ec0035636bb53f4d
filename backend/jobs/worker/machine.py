"""What this machine can do, and why not the rest."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rvc_core.config import TrainingConfig, limits
from rvc_core.content import available_encoders, default_encoder
from rvc_core.devices import device_profile
from rvc_core.errors import CheckpointNotFoundError, Reason, RvcError
from rvc_core.pitch import available_methods, default_method
from rvc_core.separation import available_separators
from rvc_core.training.choice import choose
from rvc_core.weights import PretrainedWeights, scan_pretrained


def find(pretrained_dir: Path) -> dict[str, Any]:
    """Return device, pitch methods, encoders, separators, families, presets and pretrained weights."""
    weights = scan_pretrained(pretrained_dir)
    profile = device_profile()
    return {
        "device": {
            "name": profile.name,
            "type": profile.device.type,
            "precision": str(profile.dtype).removeprefix("torch."),
            "threads": profile.threads,
            "memory_bytes": profile.memory_bytes,
            "note": profile.note,
        },
        "f0_methods": _listed(available_methods(weights), default_method(profile.device, weights)),
        "encoders": _listed(available_encoders(weights), default_encoder(weights)),
        "separators": _listed(available_separators(weights)),
        "families": _families(weights, profile.is_cuda),
        "automatic": asdict(choose(_some_training("auto"), weights, profile.is_cuda)),
        "presets": [{"name": name, "reason": None} for name in limits.PRESETS],
        "pretrained": [_without_folder(row, weights.folder) for row in weights.listing()],
        "pretrained_warnings": list(weights.warnings),
    }


def _without_folder(row: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A person may know where weights belong, but not where this machine keeps its files."""
    shown = {
        name: f"pretrained/{Path(row[name]).relative_to(folder).as_posix()}"
        for name in ("path", "expected_path")
        if row[name]
    }
    return {**row, **shown}


def _listed(reasons: dict[str, Reason | None], default: str | None = None) -> list[dict[str, Any]]:
    best = default or next((name for name, reason in reasons.items() if reason is None), None)
    return [
        {"name": name, "reason": reason, "kind": reason and reason.kind, "default": name == best}
        for name, reason in reasons.items()
    ]


def _families(weights: PretrainedWeights, is_cuda: bool) -> list[dict[str, Any]]:
    names = [name for name in limits.FAMILIES if name != "auto"]
    reasons = {name: _why_not_family(name, weights, is_cuda) for name in names}
    return _listed(reasons, choose(_some_training("auto"), weights, is_cuda).family)


def _why_not_family(name: str, weights: PretrainedWeights, is_cuda: bool) -> Reason | None:
    try:
        choose(_some_training(name), weights, is_cuda)
    except CheckpointNotFoundError as error:
        return Reason("weights", str(error))
    except RvcError as error:
        return Reason("other", str(error))
    return None


def _some_training(family: str) -> TrainingConfig:
    return TrainingConfig(name="any", recordings=(Path("any"),), model_dir=Path("any"), family=family)
