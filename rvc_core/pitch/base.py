"""The protocol of pitch methods."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, runtime_checkable

import numpy as np

from rvc_core.audio.batches import in_batches


class PitchExtractor(Protocol):
    """A method that finds F0 in 16 kHz mono waveforms."""

    name: str

    def extract(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `f0_hz` `(T,)` float32 with `T = N // 160`; 0 is unvoiced, else 50 to 1600 Hz."""
        ...

    def extract_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return what `extract` returns for each waveform, faster than one by one."""
        ...


@runtime_checkable
class PooledExtractor(Protocol):
    """A pitch method that shares many waveforms among all cores."""

    def extract_each(self, waveforms_16k: Iterable[np.ndarray]) -> Iterator[np.ndarray | None]:
        """Yield what `extract` returns for each waveform, in order; None now and then while waiting."""
        ...


def extract_each(
    extractor: PitchExtractor, waveforms_16k: Iterable[np.ndarray], batch_size: int = 1
) -> Iterator[np.ndarray | None]:
    """Yield what `extract` returns for each waveform, in order, in the way that suits the method.

    None is yielded now and then while none is ready, so that the caller can stop.

    Args:
        extractor: The method.
        waveforms_16k: Mono, 16 kHz; read as they are needed.
        batch_size: How many a method that does not share them itself is given at a time.
    """
    if isinstance(extractor, PooledExtractor):
        return extractor.extract_each(waveforms_16k)
    return in_batches(extractor.extract_batch, waveforms_16k, batch_size)
