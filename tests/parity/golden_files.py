"""Where the reference numbers lie, and how the weights that are not stored are drawn."""

import os
import zlib
from pathlib import Path

import numpy as np
import torch
from torch import nn


def golden_dir() -> Path:
    return Path(os.environ.get("RVC_GOLDEN_DIR") or Path(__file__).parent / "golden")


def golden_names(pattern: str) -> list[str]:
    """Return the names of the reference files that match `pattern`; one at least."""
    names = sorted(path.name for path in golden_dir().glob(pattern))
    assert names, f"no {pattern} among the reference files"
    return names


def golden(name: str) -> dict[str, np.ndarray]:
    with np.load(golden_dir() / name, allow_pickle=False) as archive:
        return {key: archive[key] for key in archive.files}


def drawn_tensor(salt: str, key: str, shape: tuple[int, ...]) -> torch.Tensor:
    """Return the weight that the reference used under `key`, by the recipe of the golden files' README."""
    drawn = np.random.default_rng(zlib.crc32((salt + key).encode())).standard_normal(shape)
    if key.endswith("num_batches_tracked"):
        return torch.zeros(shape, dtype=torch.long)
    if key.endswith("running_var"):
        value = 1 + 0.1 * np.abs(drawn)
    elif key.endswith("weight_g"):
        value = 0.5 + 0.1 * np.abs(drawn)
    elif key.endswith("running_mean"):
        value = 0.1 * drawn
    elif len(shape) > 1:
        value = drawn / np.sqrt(np.prod(shape[1:]))
    elif key.endswith("weight"):
        value = 1 + 0.1 * drawn
    else:
        value = 0.1 * drawn
    return torch.from_numpy(np.asarray(value, dtype=np.float32))


def draw_weights(network: nn.Module, salt: str) -> None:
    network.load_state_dict(
        {key: drawn_tensor(salt, key, tuple(value.shape)) for key, value in network.state_dict().items()}
    )
    network.eval()
