"""What a content encoder is."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class ContentEncoder(Protocol):
    """Says what is sung or spoken, as far as it can without saying by whom."""

    name: str  # as stored in a model's metadata
    content_dim: int

    def encode(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `content` `(T, D)` float32 at 50 Hz with `T = floor((N - 400) / 320) + 1`."""
        ...

    def encode_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return what `encode` returns for each waveform, faster than one by one."""
        ...
