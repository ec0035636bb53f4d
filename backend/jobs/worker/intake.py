"""Taking in a model from elsewhere: a zip, or a `.pth` alone or with its index."""

import zipfile
from pathlib import Path

from rvc_core.checkpoints import unpack_model_zip
from rvc_core.events import Warned
from rvc_core.weights.containers import is_model_zip


def take_in(path: Path, index: Path | None, name: str, target: Path) -> tuple[Warned, ...]:
    """Put the model's files into `target` and return what a person should know.

    Raises:
        RvcError: the file is refused; its kind says what it is.
    """
    if is_model_zip(path):
        return unpack_model_zip(path, name, target).warnings
    packed = target / "upload.zip"
    try:
        _pack(path, index, packed)
        return unpack_model_zip(packed, name, target).warnings
    finally:
        packed.unlink(missing_ok=True)


def _pack(path: Path, index: Path | None, packed: Path) -> None:
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.write(path, "model.pth")
        if index is not None:
            archive.write(index, "added_model.index")
