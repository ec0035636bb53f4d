"""The facts of a model that the library shows, read from its files."""

from pathlib import Path
from typing import Any

from rvc_core.checkpoints import find_model
from rvc_core.checkpoints.inspection import describe_model
from rvc_core.checkpoints.model_file import read_model_file
from rvc_core.errors import CheckpointNotFoundError
from rvc_core.retrieval import find_index

KEPT = (
    "sample_rate",
    "content_dim",
    "f0",
    "epochs",
    "version",
    "family",
    "encoder",
    "interchangeable",
    "median_f0_hz",
    "card",
)
SAMPLE_PREFIX = "epoch_"


def describe(folder: Path, name: str) -> dict[str, Any]:
    """Return the facts of the model called `name` in a folder.

    Raises:
        CheckpointError: there is none, or it cannot sing.
    """
    named = folder / f"{name}.pth"
    path = named if named.is_file() else find_model(folder)
    if path is None:
        raise CheckpointNotFoundError(f"There is no model in the folder {folder.name}.")
    found = describe_model(read_model_file(path))
    index = find_index(folder)
    return {
        **{key: found[key] for key in KEPT},
        "has_index": index is not None,
        "model_file": path.name,
        "index_file": index.name if index else None,
        "download_bytes": sum(file.stat().st_size for file in (path, index) if file),
        "samples": _sample_epochs(folder),
        "warnings": [],
    }


def _sample_epochs(folder: Path) -> list[int]:
    stems = (
        path.stem.removeprefix(SAMPLE_PREFIX) for path in (folder / "samples").glob(f"{SAMPLE_PREFIX}*.wav")
    )
    return sorted(int(stem) for stem in stems if stem.isdecimal())
