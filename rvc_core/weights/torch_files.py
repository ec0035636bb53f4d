"""Tensors out of PyTorch files, zip or legacy, and safetensors, read as data only.

No file makes the process allocate more than its own size plus `MAX_PICKLE_COST_BYTES` before it is refused:
storages are in the file uncompressed (members are stored and do not overlap), every
tensor's elements must be inside its storage, and all tensors together may name at most
`MAX_ALIASING` times the stored elements.
"""

import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch

from rvc_core.errors import IncompatibleCheckpointError, UnsafeCheckpointError, about_file
from rvc_core.weights.containers import describe_file, open_zip, read_member, require_file, tensor_list_name
from rvc_core.weights.pickle_names import Names, StorageReference
from rvc_core.weights.pickle_reader import PickleReader

MAX_FILE_BYTES = 4 * 2**30  # a full-size discriminator with its optimiser has 0.86 GB
MAX_PICKLE_BYTES = 16 * 2**20  # a full-size generator with its optimiser has 0.4 MB
MAX_PICKLE_COST_BYTES = 256 * 2**20  # what the objects of the largest accepted pickle take
MAX_ALIASING = 2  # weights may be tied

_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
_LEGACY_PROTOCOL = 1001


def load_tensors(path: Path, inert_classes: bool = False) -> dict[str, Any]:
    """Return the dict in a `.pth`, `.pt`, `.bin` or `.safetensors` file, its tensors on the CPU.

    Nothing the file names is imported or called. With `inert_classes` the objects that fairseq's
    checkpoints carry beside their tensors are left out instead of refused.

    Raises:
        CheckpointNotFoundError: there is no such file.
        UnsafeCheckpointError: it contains code, or is built to exhaust memory.
        IncompatibleCheckpointError: it is damaged, or is not weights.
    """
    path = Path(path)
    require_file(path)
    with about_file(path.name):
        _check_size(path)
        content = _read_by_kind(path, inert_classes)
        if not isinstance(content, dict):
            message = (
                f"It contains a {type(content).__name__}, not the dict of tensors that weights are kept in."
            )
            raise IncompatibleCheckpointError(message, kind="not_tensors")
    return content


def _check_size(path: Path) -> None:
    limit = MAX_FILE_BYTES // 2**30
    if path.stat().st_size > MAX_FILE_BYTES:
        message = f"It is larger than {limit} GiB."
        raise UnsafeCheckpointError(message, kind="too_large", facts={"limit_gb": limit})


def load_metadata(path: Path) -> dict[str, str]:
    """Return the texts a `.safetensors` file keeps beside its tensors.

    Raises:
        CheckpointNotFoundError: there is no such file.
        UnsafeCheckpointError: its list of tensors is larger than any model's.
        IncompatibleCheckpointError: it is not a safetensors file.
    """
    require_file(path)
    _check_safetensors_header(path)
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            return dict(file.metadata() or {})
    except safetensors.SafetensorError as error:
        message = "The safetensors file is damaged or cut short."
        raise IncompatibleCheckpointError(message, kind="damaged", facts={"file": path.name}) from error


def _read_by_kind(path: Path, inert_classes: bool) -> Any:
    with path.open("rb") as file:
        head = file.read(10)
    if head.startswith(b"PK"):
        return _read_zip(path, inert_classes)
    if _is_safetensors(head):
        return _read_safetensors(path)
    if head.startswith(b"\x80"):
        return _read_legacy(path, inert_classes)
    if head[:1] in (b"c", b"("):
        _refuse_text_pickle(path)
    kind, words = describe_file(path)
    message = f"This is {words}. Please use a PyTorch model file."
    raise IncompatibleCheckpointError(message, kind=kind)


def _refuse_text_pickle(path: Path) -> None:
    # The oldest pickles are plain text: PyTorch never writes them, but they can still name code.
    with path.open("rb") as file, suppress(IncompatibleCheckpointError):
        PickleReader(Names(_ListedStorages())).read(BytesIO(file.read(MAX_PICKLE_BYTES)))


def _check_safetensors_header(path: Path) -> None:
    # Each tensor listed becomes several objects before the library checks that its bytes are there.
    with path.open("rb") as file:
        head = file.read(10)
    if _is_safetensors(head):
        _check_list_size(path, int.from_bytes(head[:8], "little"))


def _is_safetensors(head: bytes) -> bool:
    return head[8:10] in (b'{"', b"{ ", b"{}")


def _check_list_size(path: Path, size_bytes: int) -> None:
    if size_bytes > MAX_PICKLE_BYTES:
        raise UnsafeCheckpointError("Its list of tensors is larger than any model's.", kind="bomb")


def _read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    _check_safetensors_header(path)
    try:
        return safetensors.torch.load_file(path)
    except (safetensors.SafetensorError, ValueError, KeyError) as error:
        message = "The safetensors file is damaged or cut short."
        raise IncompatibleCheckpointError(message, kind="damaged") from error


def _read_zip(path: Path, inert_classes: bool) -> Any:
    with open_zip(path) as archive:
        members = {member.filename: member for member in archive.infolist()}
        pickle_name = _pickle_name(path, list(members))
        _check_stored(path, archive.infolist())
        _check_list_size(path, members[pickle_name].file_size)
        prefix = pickle_name.removesuffix("data.pkl")
        storages = _ZipStorages(archive, members, prefix)
        storages.check_byte_order()
        reader = PickleReader(Names(storages, inert_classes))
        return reader.read(BytesIO(read_member(archive, members[pickle_name])))


def _pickle_name(path: Path, names: list[str]) -> str:
    if any(name.endswith("/constants.pkl") or "/code/" in name for name in names):
        message = "This is a TorchScript program, which contains code. Please use weights."
        raise UnsafeCheckpointError(message, kind="torchscript")
    found = tensor_list_name(names)
    if found is None:
        message = f"This is a zip with {len(names)} files, not a PyTorch file; upload it as a model zip."
        raise IncompatibleCheckpointError(message, kind="zip")
    return found


def _check_stored(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if any(member.compress_type != zipfile.ZIP_STORED for member in members):
        message = "It is compressed inside; PyTorch never writes such files."
        raise UnsafeCheckpointError(message, kind="bomb")
    if sum(member.file_size for member in members) > path.stat().st_size:
        raise UnsafeCheckpointError("It declares more bytes than it has.", kind="bomb")


@dataclass
class _Budget:
    """Counts stored and referenced elements, so that a few bytes cannot pose as terabytes."""

    stored: int = 0
    named: int = 0

    def name(self, elements: int) -> None:
        self.named += elements
        if self.named > MAX_ALIASING * self.stored + 1024:
            raise UnsafeCheckpointError("Its tensors name far more numbers than it stores.", kind="bomb")


def _view(
    storage: torch.Tensor, offset: int, size: tuple[int, ...], stride: tuple[int, ...], budget: _Budget
) -> torch.Tensor:
    if len(size) != len(stride):
        raise ValueError("shape and stride differ in length")
    elements = 1
    for length in size:
        elements *= length
    last = offset + sum((length - 1) * step for length, step in zip(size, stride, strict=True))
    if elements > storage.numel() or (elements and last >= storage.numel()):
        raise UnsafeCheckpointError(
            f"A tensor of shape {list(size)} claims more numbers than the file stores."
        )
    budget.name(elements)
    return storage.as_strided(size, stride, offset)


@dataclass
class _ZipStorages:
    """Storages as members of a zip, each read once, when a tensor first needs it."""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    prefix: str
    _loaded: dict[str, torch.Tensor] = field(default_factory=dict)
    _budget: _Budget = field(default_factory=_Budget)

    def check_byte_order(self) -> None:
        member = self.members.get(self.prefix + "byteorder")
        if member and read_member(self.archive, member) != b"little":
            raise IncompatibleCheckpointError("It was written on a big-endian machine.", kind="big_endian")

    def tensor(
        self, reference: StorageReference, offset: int, size: tuple[int, ...], stride: tuple[int, ...]
    ) -> torch.Tensor:
        if reference.key not in self._loaded:
            self._loaded[reference.key] = self._load(reference)
            self._budget.stored += self._loaded[reference.key].numel()
        return _view(self._loaded[reference.key], offset, size, stride, self._budget)

    def _load(self, reference: StorageReference) -> torch.Tensor:
        member = self.members[f"{self.prefix}data/{reference.key}"]
        if member.file_size != reference.elements * reference.dtype.itemsize:
            raise UnsafeCheckpointError("A storage's declared size is not what the file holds.")
        if not member.file_size:
            return torch.empty(0, dtype=reference.dtype)
        return torch.frombuffer(read_member(self.archive, member), dtype=reference.dtype)


@dataclass
class _ListedStorages:
    """First pass over a legacy file: notes which storages its pickle names."""

    references: dict[str, StorageReference] = field(default_factory=dict)

    def tensor(
        self, reference: StorageReference, offset: int, size: tuple[int, ...], stride: tuple[int, ...]
    ) -> torch.Tensor:
        if self.references.setdefault(reference.key, reference) != reference:
            raise ValueError("one storage with two sizes")
        return torch.empty(0)


@dataclass
class _LoadedStorages:
    """Second pass over a legacy file: its storages have been read."""

    tensors: dict[str, torch.Tensor]
    _budget: _Budget = field(default_factory=_Budget)

    def __post_init__(self) -> None:
        self._budget.stored = sum(tensor.numel() for tensor in self.tensors.values())

    def tensor(
        self, reference: StorageReference, offset: int, size: tuple[int, ...], stride: tuple[int, ...]
    ) -> torch.Tensor:
        return _view(self.tensors[reference.key], offset, size, stride, self._budget)


def _read_legacy(path: Path, inert_classes: bool) -> Any:
    # Five pickles in a row (magic, protocol, machine, object, storage keys), then each storage:
    # its element count as int64, then its bytes.
    with path.open("rb") as file:
        head = BytesIO(file.read(MAX_PICKLE_BYTES))
    listed = _ListedStorages()
    reader = PickleReader(Names(listed, inert_classes))
    if not (_is_number(reader.read(head), _LEGACY_MAGIC) and _is_number(reader.read(head), _LEGACY_PROTOCOL)):
        raise IncompatibleCheckpointError("This is a pickle, but not one that PyTorch wrote.", kind="pickle")
    reader.read(head)
    start = head.tell()
    reader.read(head)
    keys = reader.read(head)
    tensors = _read_legacy_storages(path, head.tell(), keys, listed.references)
    head.seek(start)
    return PickleReader(Names(_LoadedStorages(tensors), inert_classes)).read(head)


def _is_number(value: Any, wanted: int) -> bool:
    return isinstance(value, int) and value == wanted  # a tensor would be compared number by number


def _read_legacy_storages(
    path: Path, position: int, keys: Any, references: dict[str, StorageReference]
) -> dict[str, torch.Tensor]:
    tensors: dict[str, torch.Tensor] = {}
    texts = isinstance(keys, list) and all(isinstance(key, str) for key in keys)
    if not texts or sorted(keys) != sorted(references):
        message = "It is damaged: its storages are not those it names."
        raise IncompatibleCheckpointError(message, kind="damaged")
    with path.open("rb") as file:
        file.seek(position)
        for reference in (references[key] for key in keys):
            count = int.from_bytes(file.read(8), "little")
            size = reference.elements * reference.dtype.itemsize
            if count != reference.elements or size > path.stat().st_size - file.tell():
                raise IncompatibleCheckpointError("It is damaged or cut short.", kind="damaged")
            data = bytearray(file.read(size))
            tensors[reference.key] = torch.frombuffer(data, dtype=reference.dtype) if size else torch.empty(0)
    return tensors
