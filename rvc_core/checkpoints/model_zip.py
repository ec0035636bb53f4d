"""Model zips, as people share them: packed for download, unpacked without trusting anything in them.

Nothing is ever extracted under a name from the zip: only `.pth` and `.index` members are read, as streams
with their real size counted, into files named here.
"""

import re
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from rvc_core.checkpoints.dialect import FileKind
from rvc_core.checkpoints.export import save_voice_model
from rvc_core.checkpoints.metadata import ModelMetadata
from rvc_core.checkpoints.model_file import ModelFile, read_model_file
from rvc_core.errors import (
    CheckpointError,
    CheckpointNotFoundError,
    ConfigError,
    IncompatibleCheckpointError,
    RetrievalError,
    UnsafeCheckpointError,
)
from rvc_core.events import Warned
from rvc_core.files import atomic_path
from rvc_core.retrieval import (
    RetrievalIndex,
    epoch_in_name,
    find_index,
    index_beside,
    index_list_count,
    is_training_leftover,
)
from rvc_core.weights.containers import DAMAGES, is_model_zip, open_zip

MAX_CANDIDATES = 64  # models or indexes in one zip
MAX_UNPACKED_BYTES = 4 * 2**30
MAX_RATIO = 100  # of a member's unpacked to its packed size; weights and vectors reach about 2
_RATIO_FREE_BYTES = 2**20
_CHUNK_BYTES = 2**20
# `zipfile` unpacks all other kinds without a bound: one read gives whatever a few bytes unfold to.
_BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class UnpackedModel:
    """What came out of a zip and now lies in the model's folder."""

    model_path: Path
    index_path: Path | None
    metadata: ModelMetadata
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    original_name: str  # in the zip, for people
    path: Path  # where its bytes were put
    file: ModelFile


def pack_model_zip(model_dir: Path, name: str, output: Path, model_path: Path | None = None) -> Path:
    """Return `output`, a zip of `{name}/{name}.pth` and the model's index under the name RVC expects.

    Raises:
        CheckpointNotFoundError: there is no model in `model_dir`.
    """
    _check_name(name)
    model_path = model_path or find_model(model_dir)
    if model_path is None or not model_path.is_file():
        raise CheckpointNotFoundError(
            "There is no model in it.", kind="no_model", facts={"file": model_dir.name}
        )
    index_path = find_index(model_dir)
    version = read_model_file(model_path).metadata.version
    with (
        atomic_path(Path(output)) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive,  # weights do not compress
    ):
        archive.write(model_path, f"{name}/{name}.pth")
        if index_path is not None:
            archive.write(index_path, f"{name}/{index_file_name(index_path, name, version)}")
    return Path(output)


def index_file_name(index_path: Path, name: str, version: str) -> str:
    """Return what an index is called beside the model of that name."""
    return f"added_IVF{index_list_count(index_path)}_Flat_nprobe_1_{name}_{version}.index"


def find_model(folder: Path) -> Path | None:
    """Return the model's file in its folder: the one named like it, else the newest that is no leftover.

    What a killed writer left under a temporary name (`.tmp-….pth`) is no model.
    """
    for stem in (folder.name, folder.name.rsplit("~", 1)[0]):  # `name~abcd`: another owner has `name`
        if (folder / f"{stem}.pth").is_file():
            return folder / f"{stem}.pth"
    others = [path for path in folder.glob("*.pth") if not re.match(r"[GD]_\d+\.pth|\.", path.name)]
    return max(others, key=lambda path: (not path.stem.endswith("_last"), path.stat().st_mtime), default=None)


def unpack_model_zip(zip_path: Path, name: str, target_dir: Path) -> UnpackedModel:
    """Return the model that was in a zip, now `{name}.pth` and its index in `target_dir`.

    Of several models the one without epoch and step in its name is taken, else the one of the highest
    epoch; of several indexes the largest whose vectors fit. A `G_….pth` alone is converted.

    Raises:
        ConfigError: `name` cannot be a file name.
        CheckpointNotFoundError: there is no such zip, or no `.pth` in it.
        UnsafeCheckpointError: it is built to do harm: outside paths, links, bombs, code.
        IncompatibleCheckpointError: it is no zip, damaged, locked, or no `.pth` in it is a voice model.
    """
    _check_name(name)
    target_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unpack-", dir=target_dir) as workspace:
        extracted = _extract(Path(zip_path), Path(workspace))
        models = {original: path for original, path in extracted.items() if path.suffix == ".pth"}
        indexes = {original: path for original, path in extracted.items() if path.suffix == ".index"}
        if not models:
            message = "There is no .pth file in it, which a model needs."
            raise CheckpointNotFoundError(message, kind="no_pth", facts={"file": Path(zip_path).name})
        chosen, warnings = _choose_model(models)
        metadata, model_path = _place_model(chosen, name, target_dir)
        index_path, index_warnings = _place_index(indexes, chosen, name, target_dir)
    return UnpackedModel(model_path, index_path, metadata, (*warnings, *index_warnings))


@contextmanager
def opened_model(path: Path) -> Iterator[tuple[Path, Path | None]]:
    """Yield the `.pth` and the index (or None) of a model given as `.pth`, zip or folder.

    Raises:
        CheckpointError: there is no model at `path`, or it cannot be used.
    """
    path = Path(path)
    if path.is_dir():
        model = find_model(path)
        if model is None:
            message = "There is no model in this folder."
            raise CheckpointNotFoundError(message, kind="no_model", facts={"file": path.name})
        yield model, find_index(path)
    elif is_model_zip(path):
        with tempfile.TemporaryDirectory(prefix="persona-model-") as folder:
            unpacked = unpack_model_zip(path, "model", Path(folder))
            yield unpacked.model_path, unpacked.index_path
    else:
        yield path, index_beside(path)


def _check_name(name: str) -> None:
    if not name or name in (".", "..") or re.search(r"[/\\\x00-\x1f]", name):
        message = "The model's name must not be empty or contain slashes or control characters."
        raise ConfigError(message, field="name")


def _extract(zip_path: Path, workspace: Path) -> dict[str, Path]:
    if not zip_path.is_file():
        raise CheckpointNotFoundError("There is no such file.", kind="missing", facts={"file": zip_path.name})
    extracted: dict[str, Path] = {}
    with open_zip(zip_path) as archive:
        wanted = _wanted_members(archive, zip_path.name)
        for number, (original, member) in enumerate(wanted.items()):
            path = workspace / f"{number}{PurePosixPath(original.lower()).suffix}"
            _copy_member(archive, member, path)
            extracted[original] = path
    return extracted


def _wanted_members(archive: zipfile.ZipFile, zip_name: str) -> dict[str, zipfile.ZipInfo]:
    wanted: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = readable_name(member)
        _check_member(name, member)
        if not member.is_dir() and _is_wanted(name):
            wanted[name] = member
    if len(wanted) > MAX_CANDIDATES:
        message = f"The zip contains {len(wanted)} models and indexes; {MAX_CANDIDATES} at most are accepted."
        facts = {"file": zip_name}
        raise UnsafeCheckpointError(message, kind="bomb", facts=facts)
    if sum(member.file_size for member in wanted.values()) > MAX_UNPACKED_BYTES:
        message = f"The zip unpacks to more than {MAX_UNPACKED_BYTES // 2**30} GiB."
        raise UnsafeCheckpointError(message, kind="bomb", facts={"file": zip_name})
    return wanted


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


def _check_member(name: str, member: zipfile.ZipInfo) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or PureWindowsPath(name).drive:
        message = f"The zip names a file outside of itself: {name[:80]!r}."
        raise UnsafeCheckpointError(message, kind="outside_path")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnsafeCheckpointError(f"The zip contains a link: {name[:80]!r}.", kind="outside_path")
    if _is_wanted(name):
        _check_packing(name, member)


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


def _is_wanted(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return bool(parts) and not hidden and parts[-1].lower().endswith((".pth", ".index"))


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


def _choose_model(models: dict[str, Path]) -> tuple[_Candidate, list[Warned]]:
    best: _Candidate | None = None  # one at a time is kept in memory
    warnings: list[Warned] = []
    refusals: list[CheckpointError] = []
    for original, path in models.items():
        try:
            candidate = _Candidate(original, path, read_model_file(path))
        except CheckpointError as error:
            refusals.append(error)
            error.facts["file"] = PurePosixPath(original).name
            warnings.append(Warned("model_refused", str(error), {"member": error.facts["file"]}))
            continue
        if best is None or _preference(candidate) > _preference(best):
            best, candidate = candidate, best or candidate
        if candidate is not best:
            name = PurePosixPath(candidate.original_name).name
            warnings.append(Warned("model_left_out", f"{name} was left out.", {"member": name}))
    if best is not None:
        return best, warnings
    raise _worst(refusals)


def _worst(refusals: list[CheckpointError]) -> CheckpointError:
    """Return one refusal for all models of a zip: of the kind of the first unsafe one, else of the first."""
    worst = next((error for error in refusals if isinstance(error, UnsafeCheckpointError)), refusals[0])
    facts = {name: fact for name, fact in worst.facts.items() if name != "file"}
    return type(worst)("\n".join(map(str, refusals[:5])), kind=worst.kind, facts=facts)


def _preference(candidate: _Candidate) -> tuple[bool, bool, int]:
    epoch = epoch_in_name(PurePosixPath(candidate.original_name).stem)
    newest = candidate.file.metadata.epoch if epoch is None else epoch
    return candidate.file.kind is FileKind.VOICE_MODEL, epoch is None, newest


def _place_model(chosen: _Candidate, name: str, target_dir: Path) -> tuple[ModelMetadata, Path]:
    path = target_dir / f"{name}.pth"
    metadata = replace(chosen.file.metadata, name=name)
    if chosen.file.kind is FileKind.GENERATOR_CHECKPOINT:
        return save_voice_model(path, chosen.file.tensors, chosen.file.config, metadata), path
    with atomic_path(path) as temporary:
        chosen.path.replace(temporary)
    return metadata, path


def _place_index(
    indexes: dict[str, Path], chosen: _Candidate, name: str, target_dir: Path
) -> tuple[Path | None, list[Warned]]:
    warnings = []
    fitting = []
    for original, path in indexes.items():
        original = PurePosixPath(original).name
        if is_training_leftover(Path(original)):
            continue
        try:
            RetrievalIndex.load(path, chosen.file.config.content_dim)
            fitting.append((original, path))
        except RetrievalError as error:
            error.facts["file"] = original
            warnings.append(Warned("index_left_out", f"Not used: {error}", {"member": original}))
    if not fitting:
        return None, warnings
    _, best = max(fitting, key=lambda item: (item[0].startswith("added"), item[1].stat().st_size))
    target = target_dir / index_file_name(best, name, chosen.file.config.version)
    with atomic_path(target) as temporary:
        best.replace(temporary)
    return target, warnings
