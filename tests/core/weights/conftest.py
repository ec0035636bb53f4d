import io
import pickle
import pickletools
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

MakeZip = Callable[..., Path]


@pytest.fixture
def torch_zip(tmp_path: Path) -> MakeZip:
    """Return a function that writes a PyTorch file with any pickle and any storages in it."""

    def make(
        pickled: bytes,
        storages: dict[str, bytes] | None = None,
        compression: int = zipfile.ZIP_STORED,
        name: str = "crafted.pth",
    ) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", compression) as archive:
            archive.writestr("archive/data.pkl", pickled)
            archive.writestr("archive/byteorder", b"little")
            for key, data in (storages or {}).items():
                archive.writestr(f"archive/data/{key}", data)
        return path

    return make


@pytest.fixture
def pickle_of() -> Callable[[object], bytes]:
    """Return a function that gives the pickle inside PyTorch's file of a value."""

    def give(value: object) -> bytes:
        buffer = io.BytesIO()
        torch.save(value, buffer)
        with zipfile.ZipFile(buffer) as archive:
            data = archive.read("archive/data.pkl")
        assert any(opcode.name == "STOP" for opcode, _, _ in pickletools.genops(data))
        return data

    return give


class RunsCode:
    """Pickles as a call: a loader that runs pickles would create the file."""

    def __init__(self, witness: Path) -> None:
        self.witness = witness

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.witness,)


@pytest.fixture
def code_pickle(tmp_path: Path) -> tuple[bytes, Path]:
    """Return a pickle that would touch a file, and the path of that file."""
    witness = tmp_path / "touched"
    return pickle.dumps({"weight": RunsCode(witness)}, protocol=2), witness
