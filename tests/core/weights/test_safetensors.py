import struct
from collections.abc import Callable
from pathlib import Path

import pytest
import safetensors.torch
import torch

from rvc_core.errors import IncompatibleCheckpointError, UnsafeCheckpointError
from rvc_core.weights import load_metadata, load_tensors
from rvc_core.weights.torch_files import MAX_PICKLE_BYTES


def test_safetensors_reads(tmp_path: Path) -> None:
    safetensors.torch.save_file({"x": torch.ones(2)}, tmp_path / "x.safetensors", {"hop": "320"})
    assert torch.equal(load_tensors(tmp_path / "x.safetensors")["x"], torch.ones(2))
    assert load_metadata(tmp_path / "x.safetensors") == {"hop": "320"}


@pytest.mark.parametrize("read", [load_tensors, load_metadata])
def test_safetensors_with_a_huge_header_is_unsafe(read: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(struct.pack("<Q", MAX_PICKLE_BYTES + 1) + b'{"x":1}')
    with pytest.raises(UnsafeCheckpointError, match="list of tensors"):
        read(path)


def test_metadata_of_a_text_is_incompatible(tmp_path: Path) -> None:
    (tmp_path / "x.safetensors").write_bytes(b"hello, world\n")
    with pytest.raises(IncompatibleCheckpointError):
        load_metadata(tmp_path / "x.safetensors")
