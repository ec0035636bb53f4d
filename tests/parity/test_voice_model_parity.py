import re
from pathlib import Path

import numpy as np
import pytest
import torch
from golden_files import golden_dir, golden_names

from rvc_core.checkpoints import load_voice_model, save_voice_model
from rvc_core.checkpoints.model_file import read_model_file

MODELS = sorted(
    path.with_suffix(".pth") for path in golden_dir().glob("v*.npz") if path.with_suffix(".pth").exists()
)


def reference(path: Path) -> dict[str, np.ndarray]:
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as archive:
        return {key: archive[key] for key in archive.files}


def difference(model_path: Path, wanted: dict[str, np.ndarray]) -> float:
    model = load_voice_model(model_path)
    f0_hz = wanted["f0_hz"] if model.config.f0 else None
    waveform = model.synthesize(wanted["content"], f0_hz, int(wanted["speaker_id"]), 0.0, 0.0)
    assert waveform.dtype == np.float32
    return float(np.abs(waveform - wanted["audio"]).max())


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_voice_model_equals_the_reference(path: Path) -> None:
    assert difference(path, reference(path)) < 1e-4


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_voice_model_knows_its_sample_rate(path: Path) -> None:
    assert load_voice_model(path).sample_rate == int(reference(path)["sample_rate"])


def test_saved_again_it_equals_the_reference(tmp_path: Path) -> None:
    path = MODELS[-1]
    file = read_model_file(path)
    save_voice_model(tmp_path / "again.pth", file.tensors, file.config, file.metadata)
    assert difference(tmp_path / "again.pth", reference(path)) < 1e-4


@pytest.mark.parametrize("name", golden_names("G_*.pth"))
def test_generator_checkpoint_loads_as_a_model(name: str) -> None:
    model = load_voice_model(golden_dir() / name)
    tensors = torch.load(golden_dir() / name, weights_only=True)["model"]
    assert model.content_dim == tensors["enc_p.emb_phone.weight"].shape[1]


def test_generator_checkpoint_tells_its_rate_by_its_tensors() -> None:
    name = golden_names("training_forward_*.npz")[0]
    rate = 1000 * int(re.fullmatch(r"training_forward_v\d_(\d+)k\.npz", name)[1])
    assert load_voice_model(golden_dir() / golden_names("G_*.pth")[0]).sample_rate == rate
