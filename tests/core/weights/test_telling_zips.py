import struct
import zipfile
from pathlib import Path

import pytest
import torch

from rvc_core.errors import CheckpointNotFoundError, IncompatibleCheckpointError, UnsafeCheckpointError
from rvc_core.weights import load_tensors
from rvc_core.weights.containers import is_model_zip
from tests.core.memory import allocating_at_most


def zip_of(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return path


def test_zip_of_files_is_a_model_zip(tmp_path: Path) -> None:
    assert is_model_zip(zip_of(tmp_path / "voice", "voice/voice.pth", "voice/added.index"))


@pytest.mark.parametrize("name", ["training_data.pkl", "voice/old_data.pkl", "a/b/data.pkl"])
def test_zip_of_a_model_and_a_pickle_is_a_model_zip(name: str, tmp_path: Path) -> None:
    assert is_model_zip(zip_of(tmp_path / "voice.zip", "voice.pth", name))


@pytest.mark.parametrize("zipped", [True, False])
def test_pytorch_file_is_no_model_zip(zipped: bool, tmp_path: Path) -> None:
    torch.save({"x": torch.ones(1)}, tmp_path / "x.zip", _use_new_zipfile_serialization=zipped)
    assert not is_model_zip(tmp_path / "x.zip")


def test_file_of_another_kind_is_no_model_zip(tmp_path: Path) -> None:
    (tmp_path / "voice.zip").write_bytes(b"Rar!\x1a\x07\x00")
    assert not is_model_zip(tmp_path / "voice.zip")


def test_missing_file_is_no_model_zip(tmp_path: Path) -> None:
    with pytest.raises(CheckpointNotFoundError):
        is_model_zip(tmp_path / "none.zip")


def test_damaged_zip_is_incompatible(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "voice.zip", "voice.pth")
    path.write_bytes(path.read_bytes().replace(b"PK\x01\x02", b"PK\x01\x00"))
    assert zipfile.is_zipfile(path)
    with pytest.raises(IncompatibleCheckpointError, match="damaged or cut short"):
        is_model_zip(path)


def test_zip_with_a_huge_directory_is_unsafe_and_not_read(tmp_path: Path) -> None:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *[0] * 18)
    path = tmp_path / "voice.zip"
    start = zip_of(path, "voice.pth").read_bytes()[:40]
    size = 9 * 2**20 // len(entry) * len(entry)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, size, len(start), 0)
    path.write_bytes(start + entry * (size // len(entry)) + end)
    assert zipfile.is_zipfile(path)
    with allocating_at_most(2**20), pytest.raises(UnsafeCheckpointError, match="more files than"):
        is_model_zip(path)


def test_huge_member_list_is_unsafe(tmp_path: Path) -> None:
    path = tmp_path / "many.pth"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_100):
            archive.writestr(f"a/{number}", b"")
    with pytest.raises(UnsafeCheckpointError):
        load_tensors(path)
