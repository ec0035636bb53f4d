"""Taking in a model from elsewhere: a zip, or a `.pth` alone or with its index."""

import zipfile
from pathlib import Path

from rvc_core.checkpoints import unpack_model_zip
from rvc_core.errors import RvcError
from rvc_core.weights.containers import is_model_zip


def take_in(path: Path, index: Path | None, name: str, target: Path) -> tuple[str, ...]:
    """Put the model's files into `target` and return what a person should know.

    Raises:
        RvcError: the file is refused; the message says what it is and what is wanted.
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


def reword(error: RvcError, path: Path, file_name: str) -> str:
    """Return the error's words with the file called as the person calls it."""
    return str(error).replace(path.name, file_name).replace("model.pth: ", "")
