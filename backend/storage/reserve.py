"""Room that is kept on the disk for the day it is full."""

import os
import shutil
from pathlib import Path
from typing import BinaryIO

RESERVE_BYTES = 16 * 2**20  # the database's log grows to 4 MB; the rest is for what frees more
LOW_BYTES = 4 * 2**20


class Reserve:
    """A file that takes room until the disk has none left; then what makes room can still be stored."""

    def __init__(self, path: Path) -> None:
        """Keep the room in `path`, in a folder that need not be there yet."""
        self._path = path

    def keep(self, min_free_bytes: float) -> None:
        """Take the room, unless that would leave less than `min_free_bytes` for others."""
        if self._path.is_file() or self._free_bytes() - RESERVE_BYTES < min_free_bytes:
            return
        temporary = self._path.with_name(".tmp-reserve")
        try:
            with temporary.open("wb") as file:
                _fill(file)
            temporary.replace(self._path)
        finally:
            temporary.unlink(missing_ok=True)

    def lacking_bytes(self) -> int:
        """Return how much room the reserve has yet to take."""
        return 0 if self._path.is_file() else RESERVE_BYTES

    def let_go_if_low(self) -> None:
        """Give the room back where the disk has hardly any left."""
        if self._path.is_file() and self._free_bytes() < LOW_BYTES:
            self.let_go()

    def let_go(self) -> None:
        """Give the room back."""
        self._path.unlink(missing_ok=True)

    def _free_bytes(self) -> int:
        return shutil.disk_usage(self._path.parent).free


def _fill(file: BinaryIO) -> None:
    """Give an empty file its room; where the system cannot do that, by writing what does not compress."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)
    else:
        file.write(os.urandom(RESERVE_BYTES))
