"""One server per data folder: a second one would take the first one's jobs and delete its uploads."""

from pathlib import Path

from filelock import FileLock, Timeout


class DataFolderError(OSError):
    """The data folder cannot be used; the message says why and what to do."""


class ServerLock:
    """Held as long as a server lives; the system releases it when the process ends, however it ends."""

    def __init__(self, private_dir: Path) -> None:
        """Prepare the lock of the data folder whose private folder is `private_dir`."""
        self._dir = private_dir
        self._lock = FileLock(private_dir / "server.lock")
        self._address_file = private_dir / "server.address"

    def acquire(self, address: str) -> None:
        """Take the data folder for the server at `address`.

        Raises:
            DataFolderError: another server works on it, or it cannot be written.
        """
        data_dir = self._dir.parent
        try:
            self._dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire(blocking=False)
            self._address_file.write_text(address)
        except Timeout as error:
            raise DataFolderError(
                f"another server already works on {data_dir} ({self._known_address()}). "
                "Use that one, stop it, or choose another folder with PERSONA_DATA_DIR."
            ) from error
        except OSError as error:
            raise DataFolderError(
                f"the data folder {data_dir} cannot be written ({error.strerror}). "
                "Make it writable, or choose another folder with PERSONA_DATA_DIR."
            ) from error

    def release(self) -> None:
        """Let another server have the folder."""
        self._lock.release()

    def _known_address(self) -> str:
        return self._address_file.read_text() if self._address_file.is_file() else "its address is unknown"
