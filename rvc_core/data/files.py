"""Arrays, JSON values and hashes of the files of a data set."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from rvc_core.files import atomic_path


def save_array(path: Path, array: np.ndarray) -> None:
    """Save `array` as `.npy` at `path`, whole or not at all."""
    with atomic_path(path) as partial:
        np.save(partial, array, allow_pickle=False)


def load_array(path: Path) -> np.ndarray:
    """Return the array that `save_array` left at `path`."""
    array: np.ndarray = np.load(path, allow_pickle=False)
    return array


def save_json(path: Path, values: Any) -> None:
    """Save JSON `values` at `path`, whole or not at all."""
    with atomic_path(path) as partial:
        partial.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")


def load_json(path: Path) -> Any:
    """Return the JSON values at `path`, or `None` where there is no such file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def text_hash(values: Any) -> str:
    """Return a short hash of JSON `values`: the same for the same values."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
