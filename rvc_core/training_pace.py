"""How fast this machine trains, measured by each training and kept beside the models for the next."""

import json
import math
from pathlib import Path

from rvc_core.files import atomic_path

PACES_NAME = ".training-pace.json"


def keep_pace(models_dir: Path, family: str, device: str, pace: float) -> None:
    """Remember the `pace` of a training in `models_dir`, in seconds for a second of voice heard once."""
    paces = {**_paces(models_dir), _key(family, device): pace}
    with atomic_path(models_dir / PACES_NAME) as partial:
        partial.write_text(json.dumps(paces), encoding="utf-8")


def kept_pace(models_dir: Path, family: str, device: str) -> float | None:
    """Return the pace of the newest training of `family` on a `device` (cpu, cuda); None before the first."""
    pace = _paces(models_dir).get(_key(family, device))
    if not isinstance(pace, int | float) or not math.isfinite(pace) or pace <= 0.0:
        return None
    return float(pace)


def _key(family: str, device: str) -> str:
    return f"{family} {device}"


def _paces(models_dir: Path) -> dict[str, float]:
    """Return what is kept; nothing where the file is missing or damaged; the next training measures again."""
    try:
        paces = json.loads((models_dir / PACES_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return paces if isinstance(paces, dict) else {}
