"""Long signals in chunks that hear context on both sides, which is then dropped."""

from collections.abc import Iterator


def heard_and_kept(n_frames: int, chunk_frames: int, context_frames: int) -> Iterator[tuple[slice, slice]]:
    """Yield, for each chunk of a signal, the frames to work on and which of the results to keep.

    Put end to end, the kept results are those of all `n_frames`. A signal that is hardly longer than a chunk
    is one chunk.

        signal   |-----------|-----------|-----|
        heard            |===|===========|===|
        kept                 |^^^^^^^^^^^|
    """
    if n_frames <= chunk_frames + 2 * context_frames:
        yield slice(0, n_frames), slice(0, n_frames)
        return
    for first in range(0, n_frames, chunk_frames):
        start, last = max(first - context_frames, 0), min(first + chunk_frames, n_frames)
        yield slice(start, min(last + context_frames, n_frames)), slice(first - start, last - start)
