"""All cores for the methods that hold Python's lock."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from rvc_core.pitch import frames

Extract = Callable[[np.ndarray], np.ndarray]

CHUNK_FRAMES = 2_000  # 20 s
CONTEXT_FRAMES = 50  # 0.5 s: beyond what a method looks at
WORTHWHILE_SECONDS = 30.0  # less sound than this is done before a process has started


def extract_pooled(extract: Extract, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return `extract(waveform)` for each waveform, computed on all cores.

    Long waveforms are cut into chunks with context on both sides, so that one song uses all
    cores as well.

    Args:
        extract: A module-level function, so that another process can find it.
        waveforms_16k: Mono, 16 kHz.
    """
    chunks = [chunk for waveform in waveforms_16k for chunk in _chunks(waveform)]
    found = iter(_map(extract, chunks))
    return [_join(waveform, found) for waveform in waveforms_16k]


def _map(extract: Extract, chunks: list[np.ndarray]) -> list[np.ndarray]:
    seconds = sum(map(len, chunks)) / frames.SAMPLE_RATE
    workers = min(os.cpu_count() or 1, len(chunks))
    # A daemonic process may not start others.
    if workers < 2 or seconds < WORTHWHILE_SECONDS or multiprocessing.current_process().daemon:
        return [extract(chunk) for chunk in chunks]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_end_with_parent) as pool:
        return list(pool.map(extract, chunks))


def _end_with_parent() -> None:
    """End this process when its parent ends: one that is killed cannot close its pool."""
    threading.Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None  # called in a pool's process only
    parent.join()
    os._exit(1)


def _spans(n_frames: int) -> list[tuple[int, int]]:
    starts = range(0, max(n_frames, 1), CHUNK_FRAMES)
    return [(start, min(start + CHUNK_FRAMES, n_frames)) for start in starts]


def _chunks(waveform: np.ndarray) -> list[np.ndarray]:
    spans = _spans(frames.frame_count(len(waveform)))
    if len(spans) == 1:
        return [waveform]
    hop, context = frames.HOP_LENGTH, CONTEXT_FRAMES
    return [waveform[max(first - context, 0) * hop : (last + context) * hop] for first, last in spans]


def _join(waveform: np.ndarray, found: Iterator[np.ndarray]) -> np.ndarray:
    parts = []
    for first, last in _spans(frames.frame_count(len(waveform))):
        lead = min(first, CONTEXT_FRAMES)
        parts.append(next(found)[lead : lead + last - first])
    return np.concatenate(parts)
