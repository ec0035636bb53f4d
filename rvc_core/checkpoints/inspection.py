"""What any file is, for people and programs: `.pth`, `.index` or zip to JSON values."""

import tempfile
from pathlib import Path
from typing import Any

from rvc_core.checkpoints.export import stored_config
from rvc_core.checkpoints.metadata import median_f0_of
from rvc_core.checkpoints.model_file import ModelFile, read_model_file
from rvc_core.checkpoints.model_zip import find_model, unpack_model_zip
from rvc_core.errors import CheckpointNotFoundError, RvcError
from rvc_core.retrieval import INDEX_MAGIC, RetrievalIndex, find_index, load_index_or_warning
from rvc_core.weights.containers import describe_file, is_model_zip


def inspect_file(path: Path) -> dict[str, Any]:
    """Return as JSON values what a `.pth`, `.index`, zip or model folder is, or why it is refused.

    `accepted` says whether it can be used here; if not, `error` has the code and the message.

    Raises:
        CheckpointNotFoundError: there is nothing at `path`.
    """
    path = Path(path)
    if not path.exists():
        raise CheckpointNotFoundError("There is no such file.", kind="missing", facts={"file": path.name})
    common = {"file": path.name, "size_bytes": path.stat().st_size if path.is_file() else None}
    try:
        return {**common, "accepted": True, **_described(path)}
    except RvcError as error:
        kind = "a folder" if path.is_dir() else describe_file(path).words
        return {
            **common,
            "accepted": False,
            "kind": kind,
            "error": error.data(),
        }


def describe_model(file: ModelFile) -> dict[str, Any]:
    """Return a model's facts as JSON values."""
    config, metadata = file.config, file.metadata
    return {
        "kind": file.kind.value,
        "name": metadata.name,
        "version": metadata.version,
        "family": config.family,
        "sample_rate": config.sample_rate,
        "f0": config.f0,
        "content_dim": config.content_dim,
        "encoder": metadata.embedder_model,
        "vocoder": metadata.vocoder,
        "interchangeable": metadata.is_interchangeable,
        "speakers": config.n_speakers,
        "epochs": metadata.epoch,
        "step": metadata.step,
        "info": metadata.info,
        "author": metadata.author,
        "creation_date": metadata.creation_date,
        "f0_unvoiced": metadata.f0_unvoiced,
        "parameters": sum(tensor.numel() for tensor in file.tensors.values()),
        "config": stored_config(config),
        "median_f0_hz": median_f0_of(metadata.card),
        "card": metadata.card,
    }


def describe_index(path: Path) -> dict[str, Any]:
    """Return an index's facts as JSON values.

    Raises:
        RetrievalError: it is not an index that can be used here.
    """
    return _index_facts(RetrievalIndex.load(path))


def _index_facts(index: RetrievalIndex) -> dict[str, Any]:
    lists = len(index.partition.centres) if index.partition else 0
    return {"kind": "index", "vectors": len(index.vectors), "content_dim": index.content_dim, "lists": lists}


def _described(path: Path) -> dict[str, Any]:
    if path.is_dir():
        return _described_folder(path)
    with path.open("rb") as file:
        head = file.read(4)
    if head in INDEX_MAGIC:
        return describe_index(path)
    if is_model_zip(path):
        return _described_zip(path)
    return describe_model(read_model_file(path))


def _described_folder(path: Path) -> dict[str, Any]:
    """Return the facts of a folder; an index that a conversion would leave out is None, with a warning."""
    model, index_path = find_model(path), find_index(path)
    if model is None:
        raise CheckpointNotFoundError("There is no model in it.", kind="no_model", facts={"file": path.name})
    file = read_model_file(model)
    index, warning = (
        load_index_or_warning(index_path, file.config.content_dim) if index_path else (None, None)
    )
    return {
        **describe_model(file),
        "kind": "model_folder",
        "index": _index_facts(index) if index else None,
        "warnings": [warning] if warning else [],
    }


def _described_zip(path: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="persona-inspect-") as folder:
        unpacked = unpack_model_zip(path, path.stem, Path(folder))
        model = describe_model(read_model_file(unpacked.model_path))
        index = describe_index(unpacked.index_path) if unpacked.index_path else None
    return {
        **model,
        "kind": "model_zip",
        "index": index,
        "warnings": [warning.message for warning in unpacked.warnings],
    }
