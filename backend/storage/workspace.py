"""The folders of the data, and safe paths in them; no path holds a client's string unchecked."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from backend.errors import ApiError
from backend.storage.reserve import Reserve

NOT_FOR_OTHERS = 0o027  # files are 640 or 600, folders 750 or 700
LEFTOVERS = (".tmp-*", ".unpack-*")  # the engine's names of what is not complete


class Workspace:
    """The folders under the data directory, and the one of pretrained weights.

    The database holds names only, such as `logs/voice/voice.pth`, so that the data folder can be moved.
    """

    def __init__(self, data_dir: Path, pretrained_dir: Path | None = None) -> None:
        """Name the folders under `data_dir`."""
        self.models = data_dir / "logs"
        self.covers = data_dir / "cover"
        self.private = data_dir / ".persona"
        self.songs = self.private / "songs"
        self.cache = self.private / "cache"
        self.temporary = self.private / "tmp"
        self.reserve = Reserve(self.private / "reserve")
        self._roots = {
            "logs": self.models,
            "cover": self.covers,
            ".persona": self.private,
            "pretrained": pretrained_dir or data_dir / "pretrained",
        }

    def name_of(self, path: Path) -> str:
        """Return a path's name in the database: `logs/…`, `cover/…`, `.persona/…` or `pretrained/…`.

        Raises:
            ValueError: it is in none of these folders.
        """
        for name, root in self._roots.items():
            if path.is_relative_to(root):
                return (PurePosixPath(name) / path.relative_to(root).as_posix()).as_posix()
        raise ValueError(f"{path} is not in the data folder.")

    def path_of(self, name: str) -> Path:
        """Return the path that a name in the database stands for; the opposite of `name_of`."""
        root, *parts = PurePosixPath(name).parts
        return self._roots[root].joinpath(*parts)

    def prepare(self) -> None:
        """Make the folders; the database holds library keys, so the private one is for the server alone."""
        if not self.private.exists():
            self.private.mkdir(mode=0o700, parents=True)
        for folder in (self.models, self.covers, self.songs, self.cache, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)

    def clear_leftovers(self) -> None:
        """Remove what a killed server or worker left half-written; no other server may use these folders."""
        for folder in (self.models, self.covers, self.songs, self.cache):
            for pattern in LEFTOVERS:
                for leftover in list(folder.rglob(pattern)):
                    remove(leftover)
        for leftover in self.temporary.iterdir():
            remove(leftover)

    def clear_abandoned_covers(self, idle_seconds: float) -> None:
        """Remove what killed workers left half-written beside the covers, and nobody has written to since."""
        moment = time.time() - idle_seconds
        for leftover in list(self.covers.glob(LEFTOVERS[0])):
            if is_older(leftover, moment):
                remove(leftover)

    def reserve_model_folder(self, name: str) -> str:
        """Return the name of a new, empty folder for a model: `{name}`, or `{name}~{4 characters}`."""
        for folder in (name, *(f"{name}~{secrets.token_hex(2)}" for _ in range(50))):
            try:
                (self.models / folder).mkdir()
            except FileExistsError:
                continue
            return folder
        raise ApiError(409, "name_taken", "There are too many models of this name.", "name")

    def settle_model_folder(self, folder: str, name: str) -> str:
        """Return the name of a model's folder, which is `{name}` now if nobody has that."""
        if (self.models / name).exists():
            return folder
        (self.models / folder).rename(self.models / name)
        return name

    def model_dir(self, folder: str) -> Path:
        """Return the path of a model's folder."""
        return self.models / folder

    def has_checkpoint(self, folder: str) -> bool:
        """Return whether a training in `folder` can be gone on with."""
        return any((self.models / folder / "checkpoints").glob("G_*.pth"))

    def song_dir(self, sha256: str) -> Path:
        """Return the folder of a song's file and stems."""
        return self.songs / sha256

    def stems_dir(self, sha256: str, owner_id: str) -> Path:
        """Return the folder of a song's stems.

        The file is kept once for all who have it; its stems are each owner's own, so that nobody can tell
        by the time of a cover that somebody else had the song already.
        """
        return self.song_dir(sha256) / f"stems-{owner_id}"

    def cover_path(self, file: str) -> Path:
        """Return the path of a cover's wav."""
        return self.covers / file

    def cover_parts_dir(self, file: str) -> Path:
        """Return the folder of a cover's converted voice and exports."""
        return self.covers / file.removesuffix(".wav")

    def free_mb(self) -> float:
        """Return the free room of the disk in MB, without what is to become the reserve again."""
        return (shutil.disk_usage(self.models).free - self.reserve.lacking_bytes()) / 1e6


def deny_others() -> None:
    """Have this process, and the workers it starts, make files that only its user and group can read."""
    os.umask(os.umask(NOT_FOR_OTHERS) | NOT_FOR_OTHERS)


def remove(path: Path) -> None:
    """Delete a file or folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def removed_on_error(path: Path) -> Iterator[None]:
    """Delete a file or folder where the block raises."""
    try:
        yield
    except BaseException:
        remove(path)
        raise


def is_older(path: Path, moment: float) -> bool:
    """Return whether a file was written last before a moment; not where it is gone meanwhile."""
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(entry.stat().st_size for entry in path.rglob("*") if entry.is_file())


def save_secret(path: Path, make: bytes) -> bytes:
    """Return the content of the secret file, made with mode 600 from `make` on first use."""
    if path.is_file() and (known := path.read_bytes()):
        return known
    temporary = path.with_name(f".tmp-{secrets.token_hex(6)}")  # a kill must not leave an empty secret
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(make)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return make
