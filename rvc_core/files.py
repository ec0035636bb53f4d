"""Files that appear whole or not at all, their hashes, and a full disk recognised as such."""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT)  # no room on the disk, or none left of a person's share
_PROBE_BYTES = 2**16


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; it replaces `path`, synced to disk, when the block ends well.

    The temporary name keeps the suffix, because some writers choose the format by it. When the
    block raises, the temporary file is removed and `path` is as it was.

    Raises:
        OSError: with ENOSPC where the disk is full, whatever the writer made of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".tmp-{secrets.token_hex(6)}{path.suffix}"
    try:
        with _full_disk_named(path.parent):
            yield temporary
            _sync(temporary)
        temporary.replace(path)
        _sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _full_disk_named(folder: Path) -> Iterator[None]:
    """Raise a writer's error on a full disk as what it is.

    PyTorch says "unexpected pos", NumPy counts what it has written, faiss knows no errno: so the disk is
    asked, while the unfinished file still takes its room.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        if isinstance(error, OSError) and error.errno in FULL_ERRNOS:
            raise
        number = _why_not_writable(folder)
        if number in FULL_ERRNOS:
            raise OSError(number, os.strerror(number)) from error
        raise


def _why_not_writable(folder: Path) -> int:
    """Return the system's error number for writing a little to `folder`, 0 where that works."""
    probe = folder / f".tmp-{secrets.token_hex(6)}"
    try:
        with probe.open("xb", buffering=0) as file:
            written = file.write(bytes(_PROBE_BYTES))
            os.fsync(file.fileno())
        return 0 if written == _PROBE_BYTES else errno.ENOSPC
    except OSError as error:
        return error.errno or 0
    finally:
        probe.unlink(missing_ok=True)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file as lower-case hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows cannot open a folder; its rename is durable enough
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
