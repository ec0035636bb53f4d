"""What is of use in a zip that people share: models and indexes, read without trusting anything in it.

Nothing is ever extracted under a name from the zip: members are read as streams, with their real size
counted, into files named here.
"""

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from rvc_core.errors import CheckpointNotFoundError, IncompatibleCheckpointError, UnsafeCheckpointError
from rvc_core.events import Warned
from rvc_core.retrieval import INDEX_MAGIC
from rvc_core.weights.containers import DAMAGES, is_model_zip, open_zip

MODEL_ENDINGS = (".pth", ".pt", ".safetensors")
INDEX_ENDING, ZIP_ENDING = ".index", ".zip"
MAX_CANDIDATES = 64  # models, indexes and zips in one zip, those in its zips counted too
MAX_UNPACKED_BYTES = 4 * 2**30
MAX_DEPTH = 2  # a zip in a zip in a zip
MAX_RATIO = 100  # unpacked to packed size of a member; weights and vectors reach about 2
_RATIO_FREE_BYTES = 2**20
_CHUNK_BYTES = 2**20
# `zipfile` unpacks all other kinds without a bound: one read gives whatever a few bytes unfold to.
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(slots=True)
class Extracted:
    """What was of use in a zip: names in it (of a zip in it: behind its name), and where their bytes are."""

    folder: Path
    models: dict[PurePosixPath, Path] = field(default_factory=dict)
    indexes: dict[PurePosixPath, Path] = field(default_factory=dict)
    warnings: list[Warned] = field(default_factory=list)
    count: int = 0
    size_bytes: int = 0

    def next_path(self) -> Path:
        """Return where the next member is put."""
        self.count += 1
        return self.folder / f"{self.count}.member"


def extract(zip_path: Path, folder: Path) -> Extracted:
    """Return the models and indexes of a zip, and of the zips in it, put into `folder`.

    Raises:
        CheckpointNotFoundError: there is no such zip.
        UnsafeCheckpointError: it is built to do harm: outside paths, links, bombs.
        IncompatibleCheckpointError: it is not a zip, or is damaged or locked.
    """
    if not zip_path.is_file():
        raise CheckpointNotFoundError("There is no such file.", kind="missing", facts={"file": zip_path.name})
    found = Extracted(folder)
    _extract(zip_path, zip_path.name, found, PurePosixPath(), 0)
    return found


def _extract(zip_path: Path, zip_name: str, found: Extracted, prefix: PurePosixPath, depth: int) -> None:
    with open_zip(zip_path) as archive:
        wanted = _wanted_members(archive)
        _check_amount(zip_name, found, wanted)
        for name, member in wanted.items():
            path = found.next_path()
            _copy_member(archive, member, path)
            _sort_in(prefix / name, path, found, depth)


def _sort_in(name: PurePosixPath, path: Path, found: Extracted, depth: int) -> None:
    ending = name.suffix.lower()
    if ending in MODEL_ENDINGS:
        found.models[name] = path
    elif ending != ZIP_ENDING:
        found.indexes[name] = path
    elif depth < MAX_DEPTH:
        try:
            _sort_in_zip(name, path, found, depth)
        except IncompatibleCheckpointError as error:
            error.facts["file"] = name.name
            found.warnings.append(Warned("model_refused", str(error), {"member": name.name}))


def _sort_in_zip(name: PurePosixPath, path: Path, found: Extracted, depth: int) -> None:
    if is_model_zip(path):
        _extract(path, name.name, found, name.with_suffix(""), depth + 1)
        path.unlink()
    else:  # a PyTorch file is a zip too
        found.models[name] = path


def _wanted_members(archive: zipfile.ZipFile) -> dict[PurePosixPath, zipfile.ZipInfo]:
    wanted: dict[PurePosixPath, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = readable_name(member)
        _check_place(name, member)
        path = PurePosixPath(name.replace("\\", "/"))
        if not member.is_dir() and _is_wanted(path, archive, member):
            _check_packing(name, member)
            wanted[path] = member
    return wanted


def _check_amount(zip_name: str, found: Extracted, wanted: dict[PurePosixPath, zipfile.ZipInfo]) -> None:
    count = found.count + len(wanted)
    found.size_bytes += sum(member.file_size for member in wanted.values())
    if count > MAX_CANDIDATES:
        message = f"The zip contains {count} models and indexes; {MAX_CANDIDATES} at most are accepted."
        raise UnsafeCheckpointError(message, kind="bomb", facts={"file": zip_name})
    if found.size_bytes > MAX_UNPACKED_BYTES:
        message = f"The zip unpacks to more than {MAX_UNPACKED_BYTES // 2**30} GiB."
        raise UnsafeCheckpointError(message, kind="bomb", facts={"file": zip_name})


def readable_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name as its writer meant it: UTF-8, or GBK or CP437 where the zip does not say."""
    if member.flag_bits & 0x800:  # the zip says UTF-8
        return member.filename
    try:
        raw = member.filename.encode("cp437")  # what `zipfile` took it for
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gbk"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _check_place(name: str, member: zipfile.ZipInfo) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or PureWindowsPath(name).drive:
        message = f"The zip names a file outside of itself: {name[:80]!r}."
        raise UnsafeCheckpointError(message, kind="outside_path")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnsafeCheckpointError(f"The zip contains a link: {name[:80]!r}.", kind="outside_path")


def _check_packing(name: str, member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 0x1:
        message = "The zip is locked with a password; pack it without one."
        raise IncompatibleCheckpointError(message, kind="password")
    if member.compress_type not in _BOUNDED:
        message = f"{name[:80]!r} is packed in an unusual way; pack it again as an ordinary zip."
        raise IncompatibleCheckpointError(message, kind="packing")
    too_dense = member.file_size > MAX_RATIO * max(1, member.compress_size)
    if member.file_size > _RATIO_FREE_BYTES and too_dense:
        message = f"{name[:80]!r} unpacks to more than {MAX_RATIO} times its packed size."
        raise UnsafeCheckpointError(message, kind="bomb")


def _is_wanted(path: PurePosixPath, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    if "__MACOSX" in path.parts or any(_is_hidden(part) for part in path.parts):
        return False
    ending = path.suffix.lower()
    return ending in (*MODEL_ENDINGS, INDEX_ENDING, ZIP_ENDING) or (not ending and _is_index(archive, member))


def _is_hidden(part: str) -> bool:
    return part.startswith(".") and not part.startswith("..")  # "...baby" is a song's title


def _is_index(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Return whether a file without an ending begins as an index does."""
    if member.flag_bits & 0x1 or member.compress_type not in _BOUNDED:
        return False
    try:
        with archive.open(member) as source:
            return source.read(4).startswith(INDEX_MAGIC)
    except DAMAGES:
        return False


def _copy_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    with path.open("wb") as target:
        for chunk in _unpacked(archive, member):
            target.write(chunk)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(member) as source:
            while chunk := source.read(_CHUNK_BYTES):
                yield chunk
    except DAMAGES as error:
        name = readable_name(member)[:80]
        message = f"{name!r} in the zip is damaged or packed unusually."
        raise IncompatibleCheckpointError(message, kind="damaged") from error
