"""All cores for the methods that block Python's lock."""

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from itertools import chain, islice

import numpy as np

from rvc_core.audio.chunking import heard_and_kept
from rvc_core.config.time_grid import FRAME_HOP
from rvc_core.pitch import frames

Extract = Callable[[np.ndarray], np.ndarray]

CHUNK_FRAMES = 2_000  # 20 s
CONTEXT_FRAMES = 50  # 0.5 s: more than a method looks at
ALONE_SECONDS = 2.0  # of work before others help: a process takes about as long to start
MOST_PROCESSES = 61  # Windows cannot wait for more
WAIT_SECONDS = 0.5  # how long a caller waits without an answer


def extract_pooled(extract: Extract, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return what `extract_each` yields, without the waiting."""
    return [f0_hz for f0_hz in extract_each(extract, waveforms_16k) if f0_hz is not None]


def extract_each(extract: Extract, waveforms_16k: Iterable[np.ndarray]) -> Iterator[np.ndarray | None]:
    """Yield `extract(waveform)` for each waveform, in order, computed on all cores where it takes long.

    None is yielded now and then while none is ready, so that the caller can stop. Long waveforms are cut
    into chunks with context on both sides, so that one song uses all cores as well.

    Args:
        extract: A module-level function, so that another process can find it.
        waveforms_16k: Mono, 16 kHz; read as they are needed.
    """
    begun: deque[np.ndarray] = deque()  # those whose contours are not yet complete
    parts: list[np.ndarray] = []
    with closing(_share(extract, _chunks_of_each(waveforms_16k, begun))) as found:
        for part in found:
            if part is not None:
                parts.append(part)
            if part is None or len(parts) < len(_spans_of(begun[0])):
                yield None
            else:
                yield _join(begun.popleft(), parts)
                parts = []


def _chunks_of_each(waveforms_16k: Iterable[np.ndarray], begun: deque[np.ndarray]) -> Iterator[np.ndarray]:
    """Yield the chunks of all waveforms, which are put into `begun` before."""
    for waveform in waveforms_16k:
        begun.append(waveform)
        yield from _chunks(waveform)


def _share(extract: Extract, chunks: Iterator[np.ndarray]) -> Generator[np.ndarray | None, None, None]:
    spent = 0.0
    for chunk in chunks:
        if spent >= ALONE_SECONDS and _may_start_processes():
            yield from _pooled(extract, chain([chunk], chunks))
            return
        since = time.perf_counter()
        found = extract(chunk)
        spent += time.perf_counter() - since
        yield found


def _may_start_processes() -> bool:
    # A daemonic process may not start others.
    return (os.cpu_count() or 1) > 1 and not multiprocessing.current_process().daemon


def _pooled(extract: Extract, chunks: Iterator[np.ndarray]) -> Iterator[np.ndarray | None]:
    given: deque[np.ndarray] = deque()  # chunks whose contours have not been yielded
    try:
        for part in _from_pool(extract, _remembered(chunks, given)):
            if part is not None:
                given.popleft()
            yield part
    except BrokenProcessPool:  # a script without `if __name__ == "__main__"` cannot be shared
        for chunk in chain(tuple(given), chunks):
            yield extract(chunk)


def _remembered(chunks: Iterator[np.ndarray], given: deque[np.ndarray]) -> Iterator[np.ndarray]:
    for chunk in chunks:
        given.append(chunk)
        yield chunk


def _from_pool(extract: Extract, chunks: Iterator[np.ndarray]) -> Iterator[np.ndarray | None]:
    workers = min(os.cpu_count() or 1, MOST_PROCESSES)
    context = multiprocessing.get_context("spawn")
    with _refusals_as_broken():
        pool = ProcessPoolExecutor(workers, context, initializer=_end_with_parent)
    try:
        coming = deque(_submit(pool, extract, chunk) for chunk in islice(chunks, workers))
        while coming:
            begun = [future for future in coming if not future.done()]
            at_work = wait(begun, WAIT_SECONDS, FIRST_COMPLETED).not_done
            # No chunk waits in a queue: it would still be worked on after a stop.
            coming.extend(_submit(pool, extract, chunk) for chunk in islice(chunks, workers - len(at_work)))
            if not coming[0].done():
                yield None
            while coming and coming[0].done():
                yield coming.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # the caller may have stopped and should not wait


def _submit(pool: ProcessPoolExecutor, extract: Extract, chunk: np.ndarray) -> "Future[np.ndarray]":
    with _refusals_as_broken():
        return pool.submit(extract, chunk)


@contextmanager
def _refusals_as_broken() -> Iterator[None]:
    """Raise `BrokenProcessPool` where the system has no process, or no memory for one."""
    try:
        yield
    except OSError as error:
        raise BrokenProcessPool(str(error)) from error


def _end_with_parent() -> None:
    """End this process when its parent ends: a killed parent cannot close its pool."""
    threading.Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None  # called in a pool's process only
    parent.join()
    os._exit(1)


def _spans_of(waveform: np.ndarray) -> list[tuple[slice, slice]]:
    return list(heard_and_kept(frames.frame_count(len(waveform)), CHUNK_FRAMES, CONTEXT_FRAMES))


def _chunks(waveform: np.ndarray) -> list[np.ndarray]:
    starts = [heard.start * FRAME_HOP for heard, _ in _spans_of(waveform)]
    stops = [heard.stop * FRAME_HOP for heard, _ in _spans_of(waveform)][:-1]
    return [waveform[start:stop] for start, stop in zip(starts, [*stops, len(waveform)], strict=True)]


def _join(waveform: np.ndarray, parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([part[kept] for (_, kept), part in zip(_spans_of(waveform), parts, strict=True)])
