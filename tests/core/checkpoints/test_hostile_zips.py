"""Zips that are built to do harm, damaged, or hold no model."""

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from rvc_core.checkpoints import (
    unpack_model_zip,
)
from rvc_core.errors import (
    CheckpointError,
    CheckpointNotFoundError,
    IncompatibleCheckpointError,
    UnsafeCheckpointError,
)
from tests.core.memory import allocating_at_most
from tests.core.weights.crafted_zips import zip_with_member_at

MakeModel = Callable[..., Path]
MakeIndex = Callable[..., Path]
Zipped = Callable[..., Path]


@pytest.mark.parametrize(
    "name",
    [
        "../voice.pth",
        "a/../../voice.pth",
        "/etc/voice.pth",
        "C:\\voice.pth",
        "C:/voice.pth",
        "..\\voice.pth",
        "\\\\host\\voice.pth",
        "../../notes.txt",
    ],
)
def test_name_outside_of_the_zip_is_unsafe(
    name: str, make_model: MakeModel, zipped: Zipped, target: Path
) -> None:
    path = zipped({name: make_model(), "good.pth": make_model()})
    with pytest.raises(UnsafeCheckpointError, match="outside"):
        unpack_model_zip(path, "v", target)


def test_refused_zip_leaves_nothing_behind(zipped: Zipped, target: Path) -> None:
    with pytest.raises(CheckpointError):
        unpack_model_zip(zipped({"voice.pth": b"text"}), "v", target)
    assert list(target.iterdir()) == []


def test_link_is_unsafe(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "link.zip"
    link = zipfile.ZipInfo("voice.pth")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnsafeCheckpointError, match="link"):
        unpack_model_zip(path, "v", target)


def test_bomb_is_refused_before_it_is_unpacked(zipped: Zipped, target: Path) -> None:
    path = zipped({"voice.pth": bytes(600 * 2**20)})
    assert path.stat().st_size < 2**20
    with allocating_at_most(2**20), pytest.raises(UnsafeCheckpointError, match="times its packed size"):
        unpack_model_zip(path, "v", target)


def test_bomb_in_a_member_that_is_not_wanted_is_never_unpacked(
    make_model: MakeModel, zipped: Zipped, target: Path
) -> None:
    unpack_model_zip(zipped({"big.txt": bytes(300 * 2**20), "v.pth": make_model()}), "v", target)
    assert [path.name for path in target.iterdir()] == ["v.pth"]


def test_member_that_lies_about_its_size_is_refused(tmp_path: Path, zipped: Zipped, target: Path) -> None:
    path = zipped({"voice.pth": b"x" * 5000})
    data = path.read_bytes()
    path.write_bytes(data.replace((5000).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with pytest.raises(IncompatibleCheckpointError):
        unpack_model_zip(path, "v", target)


def test_too_many_models_are_unsafe(zipped: Zipped, target: Path) -> None:
    with pytest.raises(UnsafeCheckpointError, match="64"):
        unpack_model_zip(zipped({f"{number}.pth": b"x" for number in range(65)}), "v", target)


def test_zip_without_a_model_says_so(zipped: Zipped, target: Path) -> None:
    with pytest.raises(CheckpointNotFoundError) as refused:
        unpack_model_zip(zipped({"readme.txt": b"hello"}), "v", target)
    assert refused.value.kind == "no_pth"


def test_wrong_model_says_why(zipped: Zipped, target: Path, tmp_path: Path) -> None:
    torch.save({"model": {"discriminators.0.convs.0.bias": torch.zeros(1)}}, tmp_path / "D_233.pth")
    with pytest.raises(IncompatibleCheckpointError, match=r"D_233\.pth: ") as refused:
        unpack_model_zip(zipped({"D_233.pth": tmp_path / "D_233.pth"}), "v", target)
    assert refused.value.kind == "discriminator"


def test_code_in_a_zip_is_unsafe(zipped: Zipped, target: Path) -> None:
    with pytest.raises(UnsafeCheckpointError, match="system"):
        unpack_model_zip(zipped({"v.pth": b"cposix\nsystem\n(S'true'\ntR."}), "v", target)


def test_member_that_lies_beyond_every_file_is_damaged(tmp_path: Path, target: Path) -> None:
    with pytest.raises(IncompatibleCheckpointError, match="damaged"):
        unpack_model_zip(zip_with_member_at(tmp_path / "far.zip", "voice.pth", 2**63), "voice", target)


def test_member_that_does_not_unpack_is_refused(zipped: Zipped, target: Path) -> None:
    numbers = np.random.default_rng(0).integers(0, 4, 100_000).astype(np.uint8)
    path = zipped({"voice.pth": numbers.tobytes()})
    data = bytearray(path.read_bytes())
    for position in range(60, len(data) - 200, 7):
        data[position] ^= 0x55
    path.write_bytes(data)
    with pytest.raises(IncompatibleCheckpointError, match=r"voice\.pth"):
        unpack_model_zip(path, "voice", target)


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_member_packed_without_a_bound_is_refused_before_it_is_unpacked(
    zipped: Zipped, target: Path, compression: int
) -> None:
    size = 8 * 2**20
    path = zipped({"voice.pth": bytes(size)}, compression)
    data = path.read_bytes()  # it says of itself that it is small
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with allocating_at_most(2**20), pytest.raises(IncompatibleCheckpointError, match="an ordinary zip"):
        unpack_model_zip(path, "voice", target)


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_member_that_is_not_wanted_may_be_packed_in_any_way(
    make_model: MakeModel, zipped: Zipped, target: Path, compression: int
) -> None:
    path = zipped({"readme.txt": b"x" * 1000}, compression)
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(make_model(), "voice.pth")
    assert unpack_model_zip(path, "voice", target).warnings == ()
