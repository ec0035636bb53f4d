"""Batches of waveforms for a network."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np


def in_batches(
    extract_batch: Callable[[Sequence[np.ndarray]], list[np.ndarray]],
    waveforms: Iterable[np.ndarray],
    batch_size: int,
) -> Iterator[np.ndarray]:
    """Yield what `extract_batch` finds in each waveform, in order; it is given `batch_size` at a time."""
    left = iter(waveforms)
    while batch := list(islice(left, batch_size)):
        yield from extract_batch(batch)


def equal_lengths(waveforms: Sequence[np.ndarray], max_samples: float) -> list[list[int]]:
    """Return the positions of `waveforms` in groups of one length, at most `max_samples` in each, or one.

    Padding would change what a network with statistics over time finds, so nothing is padded.
    """
    by_length: dict[int, list[int]] = {}
    for position, waveform in enumerate(waveforms):
        by_length.setdefault(len(waveform), []).append(position)
    groups = []
    for length, positions in by_length.items():
        size = max(1, int(max_samples / max(length, 1)))
        groups += [positions[start : start + size] for start in range(0, len(positions), size)]
    return groups
