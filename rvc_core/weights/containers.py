"""Zip files opened without trusting what they say about themselves."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rvc_core.errors import CheckpointNotFoundError, IncompatibleCheckpointError, UnsafeCheckpointError

MAX_DIRECTORY_BYTES = 8 * 2**20  # a zip's list of members; 20,000 of them need about 2 MiB
MAX_MEMBERS = 20_000
_CHUNK_BYTES = 2**20
# What `zipfile` raises for a zip that is damaged or points outside of itself
DAMAGES = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, OverflowError, RuntimeError)

_MAGIC = (
    (b"PK", "zip"),
    (b"IwFl", "index"),
    (b"IxF", "index"),
    (b"RIFF", "sound"),
    (b"ID3", "sound"),
    (b"fLaC", "sound"),
    (b"OggS", "sound"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"version https://git-lfs", "git_lfs"),
    (b"<!DOCTYPE", "web_page"),
    (b"<html", "web_page"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "seven_zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\x93NUMPY", "numpy"),
    (b"\x08", "onnx"),
    (b"\x80", "pickle"),
)
_WORDS = {
    "zip": "a zip",
    "index": "a retrieval index",
    "sound": "a sound file",
    "picture": "a picture",
    "git_lfs": "a Git LFS pointer, not the file itself: fetch it with `git lfs pull`",
    "web_page": "a web page, probably an error page saved under this name",
    "rar": "a RAR archive; unpack it and pack it as zip",
    "seven_zip": "a 7-Zip archive; unpack it and pack it as zip",
    "gzip": "a gzip archive; unpack it and pack it as zip",
    "numpy": "a NumPy array",
    "onnx": "an ONNX model",
    "pickle": "a pickle",
    "empty": "an empty file",
    "old_tar": "a tar archive, as PyTorch before 0.4 wrote; save it again with a newer PyTorch",
    "text": "a text file",
    "unknown_file": "an unknown kind of file",
}


class FileDescription(NamedTuple):
    """What a file is: the stable word for an error's kind, and words for people."""

    kind: str
    words: str


def describe_file(path: Path) -> FileDescription:
    """Return what a file is, by its first bytes."""
    with path.open("rb") as file:
        head = file.read(512)
    kind = _kind_of_head(head)
    return FileDescription(kind, _WORDS[kind])


def _kind_of_head(head: bytes) -> str:
    if not head:
        return "empty"
    if head[257:262] == b"ustar":
        return "old_tar"
    known = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    return known or ("text" if _is_text(head) else "unknown_file")


def require_file(path: Path) -> None:
    """Check that `path` is a file.

    Raises:
        CheckpointNotFoundError: it is not.
    """
    if not path.is_file():
        raise CheckpointNotFoundError("There is no such file.", kind="missing", facts={"file": path.name})


def open_zip(path: Path) -> zipfile.ZipFile:
    """Return the opened zip; neither its directory nor its member count can exhaust memory.

    Raises:
        UnsafeCheckpointError: it lists more members than any model file has.
        IncompatibleCheckpointError: it is not a zip, or is damaged or cut short.
    """
    file = _BoundedFile(path)
    try:
        archive = _OwningZip(file)
    except DAMAGES as error:
        file.close()
        message = "The zip is damaged or cut short."
        raise IncompatibleCheckpointError(message, kind="damaged", facts={"file": path.name}) from error
    except UnsafeCheckpointError:
        file.close()
        raise
    if len(archive.infolist()) > MAX_MEMBERS:
        archive.close()
        message = f"The zip lists more than {MAX_MEMBERS} files."
        raise UnsafeCheckpointError(message, kind="bomb", facts={"file": path.name})
    return archive


def is_model_zip(path: Path) -> bool:
    """Return whether a file is a zip of files, and not a PyTorch file, which is a zip of tensors inside.

    Raises:
        CheckpointNotFoundError: there is no such file.
        UnsafeCheckpointError: it lists more members than any model file has.
        IncompatibleCheckpointError: it is a zip that is damaged or cut short.
    """
    require_file(path)
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return False
    with open_zip(path) as archive:
        return tensor_list_name(archive.namelist()) is None


def tensor_list_name(names: Iterable[str]) -> str | None:
    """Return the member that lists the tensors of a PyTorch file, None in a zip of another kind."""
    return next((name for name in names if name.split("/", 1)[-1] == "data.pkl"), None)


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytearray:
    """Return the unpacked bytes of a member, at most as many as the zip declares.

    Raises:
        IncompatibleCheckpointError: the member is damaged.
    """
    data = bytearray(member.file_size)
    view = memoryview(data)
    try:
        with archive.open(member) as stream:
            filled = 0
            while chunk := stream.read(_CHUNK_BYTES):
                view[filled : filled + len(chunk)] = chunk
                filled += len(chunk)
    except DAMAGES as error:
        message = f"{member.filename[:80]!r} in it is damaged."
        raise IncompatibleCheckpointError(message, kind="damaged") from error
    if filled != member.file_size:
        message = f"{member.filename[:80]!r} in it is cut short."
        raise IncompatibleCheckpointError(message, kind="damaged")
    return data


class _OwningZip(zipfile.ZipFile):
    """A zip that closes the file it was given."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file  # first, so that a zip that fails to open is closed as well
        super().__init__(file)

    def close(self) -> None:
        """Close the zip and its file."""
        super().close()
        self._file.close()


class _BoundedFile(io.FileIO):
    """A file whose single reads are bounded: `zipfile` reads a whole directory in one."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._size = path.stat().st_size

    def read(self, size: int | None = -1) -> bytes:
        """Return at most `size` bytes, or refuse to read that many at once."""
        remaining = max(0, self._size - self.tell())
        wanted = remaining if size is None or size < 0 else min(size, remaining)
        if wanted > MAX_DIRECTORY_BYTES:
            raise UnsafeCheckpointError("The zip lists more files than any model has.", kind="bomb")
        return super().read(wanted)


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4  # a character cut in two at the end
    return b"\x00" not in head
