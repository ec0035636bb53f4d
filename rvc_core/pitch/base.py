"""What a pitch method is."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np


class PitchExtractor(Protocol):
    """A method that finds F0 in 16 kHz mono waveforms."""

    name: str

    def extract(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `f0_hz` `(T,)` float32 with `T = N // 160`; 0 is unvoiced, else 50 to 1100 Hz."""
        ...

    def extract_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return what `extract` returns for each waveform, faster than one by one."""
        ...
