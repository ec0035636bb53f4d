"""Model zips, as people share them: packed for download, and one model with its index unpacked."""

import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from rvc_core.checkpoints.archive import Extracted, extract
from rvc_core.checkpoints.dialect import FileKind
from rvc_core.checkpoints.export import save_voice_model
from rvc_core.checkpoints.metadata import ModelMetadata
from rvc_core.checkpoints.model_file import ModelFile, read_model_file
from rvc_core.errors import (
    CheckpointError,
    CheckpointNotFoundError,
    ConfigError,
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
    indexes_of,
    is_training_leftover,
)
from rvc_core.weights.containers import is_model_zip


@dataclass(frozen=True, slots=True)
class UnpackedModel:
    """What came out of a zip and is now in the model's folder."""

    model_path: Path
    index_path: Path | None
    metadata: ModelMetadata
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    original: PurePosixPath  # its name in the zip
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
    """Return the model's file in its folder: the one with its name, else the newest that is not a leftover.

    A killed writer's temporary file (`.tmp-….pth`) is not a model.
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
        IncompatibleCheckpointError: it is damaged, locked or no zip, or contains no voice model.
    """
    _check_name(name)
    target_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unpack-", dir=target_dir) as workspace:
        extracted = extract(Path(zip_path), Path(workspace))
        if not extracted.models:
            message = "There is no .pth file in it, which a model needs."
            raise CheckpointNotFoundError(message, kind="no_pth", facts={"file": Path(zip_path).name})
        chosen, warnings = _choose_model(extracted)
        metadata, model_path = _place_model(chosen, name, target_dir)
        index_path, index_warnings = _place_index(extracted, chosen, name, target_dir)
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


def _choose_model(extracted: Extracted) -> tuple[_Candidate, list[Warned]]:
    best: _Candidate | None = None  # one at a time is kept in memory
    warnings = list(extracted.warnings)
    refusals: list[CheckpointError] = []
    for original, path in extracted.models.items():
        try:
            candidate = _Candidate(original, path, read_model_file(path))
        except CheckpointError as error:
            refusals.append(error)
            error.facts["file"] = original.name
            warnings.append(Warned("model_refused", str(error), {"member": error.facts["file"]}))
            continue
        if best is None or _preference(candidate) > _preference(best):
            best, candidate = candidate, best or candidate
        if candidate is not best:
            name = candidate.original.name
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
    epoch = epoch_in_name(candidate.original.stem)
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
    extracted: Extracted, chosen: _Candidate, name: str, target_dir: Path
) -> tuple[Path | None, list[Warned]]:
    """Return the path of the index that goes with the chosen model, and why others do not."""
    warnings = []
    for original in indexes_of(chosen.original, list(extracted.models), _by_size(extracted.indexes)):
        path = extracted.indexes[original]
        try:
            RetrievalIndex.load(path, chosen.file.config.content_dim)
        except RetrievalError as error:
            if not is_training_leftover(Path(original.name)):
                error.facts["file"] = original.name
                warnings.append(Warned("index_left_out", f"Not used: {error}", {"member": original.name}))
            continue
        target = target_dir / index_file_name(path, name, chosen.file.config.version)
        with atomic_path(target) as temporary:
            path.replace(temporary)
        return target, warnings
    return None, warnings


def _by_size(indexes: dict[PurePosixPath, Path]) -> list[PurePosixPath]:
    return sorted(indexes, key=lambda original: indexes[original].stat().st_size, reverse=True)
