"""Files that are made when somebody asks for them, and kept beside each other for the next who asks."""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from backend.storage.workspace import remove, removed_on_error


class Builds:
    """Makes each file once, however many ask for it at the same time."""

    def __init__(self) -> None:
        """Start with nothing in the making."""
        self._locks: defaultdict[Path, Lock] = defaultdict(Lock)

    def build(self, output: Path, make: Callable[[], None], keep: int) -> Path:
        """Return `output`, made by `make` where it is not there yet.

        Then its folder keeps the newest `keep` files; what is older is removed after the success alone.
        """
        with self._locks[output.parent]:
            if not output.is_file():
                output.parent.mkdir(parents=True, exist_ok=True)
                with removed_on_error(output):
                    make()
                for old in sorted(output.parent.iterdir(), key=lambda path: path.stat().st_mtime_ns)[:-keep]:
                    remove(old)
        return output
