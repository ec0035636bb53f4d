"""Files that are made when somebody asks for them, and kept beside each other for the next who asks."""

import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from backend.errors import ApiError
from backend.services.limiter import RateLimiter
from backend.storage.workspace import LEFTOVERS, remove, removed_on_error

BUILDS_PER_MINUTE = 20  # of one person


class Builds:
    """Makes each file once, however many ask for it at the same time."""

    def __init__(self, folder: Path, max_bytes: float) -> None:
        """Start with nothing in the making; all builds are in folders of `folder`, `max_bytes` together."""
        self._folder = folder
        self._max_bytes = max_bytes
        self._locks: defaultdict[Path, Lock] = defaultdict(Lock)
        self._limiter = RateLimiter()

    def build(self, output: Path, owner_id: str, make: Callable[[], None], keep: int) -> Path:
        """Return `output`, made by `make` where it is not there yet.

        Then its folder keeps the newest `keep` files; what is older is removed after the success alone.

        Raises:
            ApiError: the person had too many files made within a minute; it says when to come back.
        """
        with self._locks[output.parent]:
            if not output.is_file():
                self._check_rate(owner_id)
                self._make(output, make)
                for old in _oldest_first(list(output.parent.iterdir()))[:-keep]:
                    remove(old)
                self._bound(output)
        return output

    def _check_rate(self, owner_id: str) -> None:
        wait = math.ceil(self._limiter.seconds_to_wait(owner_id, BUILDS_PER_MINUTE))
        if wait > 0:
            raise ApiError(429, "too_many_requests", f"Please wait {wait} seconds.", retry_after_seconds=wait)

    def _make(self, output: Path, make: Callable[[], None]) -> None:
        output.parent.mkdir(parents=True, exist_ok=True)
        try:
            with removed_on_error(output):
                make()
        finally:
            for half in list(output.parent.glob(LEFTOVERS[0])):  # of a worker that was killed
                remove(half)

    def _bound(self, newest: Path) -> None:
        """Remove the oldest files of all folders until the rest fits, but never the newest."""
        files = _oldest_first([path for path in self._folder.glob("*/*") if path.is_file()])
        excess = sum(path.stat().st_size for path in files) - self._max_bytes
        for old in files:
            if excess <= 0:
                return
            if old != newest:
                excess -= old.stat().st_size
                remove(old)


def _oldest_first(paths: list[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: path.stat().st_mtime_ns)
