"""Files appear whole or not at all, and a full disk is told by its name whoever writes."""

import errno

import numpy as np
import pytest
import soundfile
import torch

from rvc_core.audio import AudioClip, save_audio
from rvc_core.checkpoints.export import write_torch_file
from rvc_core.data.files import save_array, save_json
from rvc_core.files import atomic_path

MUCH = 1_000_000  # numbers, for which a disk of 1 MB has no room

WRITERS = {
    "PyTorch": lambda folder: write_torch_file(folder / "a.pth", {"x": torch.zeros(MUCH)}),
    "NumPy": lambda folder: save_array(folder / "a.npy", np.zeros(MUCH)),
    "libsndfile": lambda folder: save_audio(folder / "a.wav", AudioClip(np.zeros(MUCH, np.float32), 44_100)),
    "json": lambda folder: save_json(folder / "a.json", [0] * MUCH),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_full_disk_is_told_by_its_name(small_disk, writer):
    with pytest.raises(OSError) as raised:
        WRITERS[writer](small_disk(1))
    assert raised.value.errno == errno.ENOSPC


def test_full_disk_keeps_nothing_unfinished(small_disk):
    folder = small_disk(1)
    with pytest.raises(OSError):
        WRITERS["PyTorch"](folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("error", [RuntimeError("broken"), soundfile.LibsndfileError(2), OSError(5, "bad")])
def test_other_error_of_a_writer_stays_what_it_is(tmp_path, error):
    with pytest.raises(type(error)) as raised, atomic_path(tmp_path / "a.bin") as temporary:
        temporary.write_bytes(b"half")
        raise error
    assert raised.value is error
