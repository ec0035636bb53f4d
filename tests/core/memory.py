"""How much a block of a test allocates."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def allocating_at_most(size_bytes: float) -> Iterator[None]:
    """Fail where Python and NumPy held more than `size_bytes` at once inside the block."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= size_bytes
