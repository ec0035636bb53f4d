"""Channels to one: their mean, unless they cancel each other out."""

import numpy as np

from rvc_core.events import Warned

# Of the power that channels without a relation have in their mean; below it they cancel each other out.
LEAST_SHARE = 0.1
SILENT_POWER = 1e-12
OPPOSED = Warned(
    "channels_opposed",
    "The channels cancel each other out, as from a balanced cable; one of them was turned over.",
)


class ChannelSums:
    """What mixing needs to know of all blocks of a recording: sums and products of its channels."""

    def __init__(self, channels: int) -> None:
        """Start without blocks."""
        self._count = 0
        self._sum = np.zeros(channels)
        self._products = np.zeros((channels, channels))

    def add(self, block: np.ndarray) -> None:
        """Count a block `(C, n)` in."""
        exact = block.astype(np.float64)
        self._count += block.shape[1]
        self._sum += exact.sum(axis=1)
        self._products += exact @ exact.T

    def gains(self) -> np.ndarray | None:
        """Return the gain of each channel `(C,)` in the mix; None where the mean is right.

        The mean of `x` and `-x` is zero; turned over, it is `x`. Where turning does not help (a third
        of a turn between three channels), the loudest channel stands for all. A constant offset is no sound
        and does not count.
        """
        if self._count == 0 or len(self._sum) == 1:
            return None
        covariance = self._products / self._count - np.outer(self._sum, self._sum) / self._count**2
        least = max(LEAST_SHARE * float(np.trace(covariance)), SILENT_POWER)
        loudest = int(np.argmax(np.diag(covariance)))
        turned = np.where(covariance[loudest] < 0.0, -1.0, 1.0)
        if np.trace(covariance) <= SILENT_POWER or _power(np.ones(len(turned)), covariance) >= least:
            return None
        if _power(turned, covariance) >= least:
            return (turned / len(turned)).astype(np.float32)
        return np.eye(len(turned), dtype=np.float32)[loudest]


def mix(block: np.ndarray, gains: np.ndarray | None) -> np.ndarray:
    """Return a block `(C, n)` as one channel `(n,)` float32, the mean without `gains` `(C,)`."""
    mixed = block.mean(axis=0) if gains is None else gains @ block
    return np.ascontiguousarray(mixed, dtype=np.float32)


def _power(gains: np.ndarray, covariance: np.ndarray) -> float:
    return float(gains @ covariance @ gains)
