from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from rvc_core.checkpoints import (
    ModelMetadata,
    TrainingCheckpoint,
    blend,
    extract,
    inspect_file,
    load_voice_model,
    save_voice_model,
)
from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.models.source_filter import SourceFilterConfig, SourceFilterSynthesizer

CONFIG = SourceFilterConfig(24, width=8, inner=8, kernel_size=3, dilations=(1, 2), speaker_dim=4)


def saved(path: Path, config: SourceFilterConfig = CONFIG) -> Path:
    torch.manual_seed(0)
    state = SourceFilterSynthesizer(config).state_dict()
    save_voice_model(path, state, config, ModelMetadata("voice", embedder_model="starter"))
    return path


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """Return a small starter model's file."""
    return saved(tmp_path / "voice.pth")


def changed(path: Path, **config: object) -> Path:
    content = torch.load(path, weights_only=True)
    torch.save({**content, "config": {**content["config"], **config}}, path)
    return path


def test_starter_model_round_trips(starter: Path) -> None:
    model = load_voice_model(starter)
    assert (model.config, model.metadata.version, model.metadata.family) == (CONFIG, "persona-1", "starter")


def test_starter_model_sings(starter: Path) -> None:
    model = load_voice_model(starter)
    waveform = model.synthesize(np.zeros((10, 24)), np.full(10, 200.0), 0, 0.0, 0.0)
    assert waveform.shape == (10 * 320,)
    assert np.isfinite(waveform).all()


def test_starter_model_is_not_interchangeable(starter: Path) -> None:
    description = inspect_file(starter)
    assert (description["family"], description["interchangeable"]) == ("starter", False)


def test_checkpoint_of_a_starter_training_is_extracted(starter: Path, tmp_path: Path) -> None:
    state = torch.load(starter, weights_only=True)["weight"]
    metadata = ModelMetadata("voice", family="starter", embedder_model="starter", epoch=3)
    path = TrainingCheckpoint(3, 30, 1e-3, CONFIG, metadata, state, {}).save(tmp_path)
    extracted = extract(path, tmp_path / "extracted.pth")
    assert (extracted.family, extracted.embedder_model, extracted.epoch) == ("starter", "starter", 3)
    assert load_voice_model(tmp_path / "extracted.pth").config == CONFIG


def test_starter_models_of_other_dilations_are_not_blended(starter: Path, tmp_path: Path) -> None:
    other = saved(tmp_path / "other.pth", replace(CONFIG, dilations=(1, 4)))
    with pytest.raises(IncompatibleCheckpointError, match="sizes"):
        blend(starter, other, 0.5, tmp_path / "mixed.pth")


def test_blend_of_starter_models_takes_the_fewer_speakers(starter: Path, tmp_path: Path) -> None:
    other = saved(tmp_path / "other.pth", replace(CONFIG, n_speakers=3))
    blend(starter, other, 0.5, tmp_path / "mixed.pth")
    assert load_voice_model(tmp_path / "mixed.pth").config.n_speakers == 1


@pytest.mark.parametrize(
    "config",
    [
        {"width": 10**9},
        {"width": "wide"},
        {"width": 2.5},
        {"width": 16},
        {"nothing": 1},
        {"family": "rvc"},
        {"dilations": 5},
        {"dilations": []},
        {"dilations": [10_000_000] * 2},
        {"dilations": [1, 65]},
        {"dilations": [1, -2]},
        {"dilations": [1, 0]},
        {"dilations": [1, 2.0]},
        {"dilations": [True, 2]},
        {"dilations": "12"},
        {"n_fft": 1280.0},
        {"sample_rate": 32_000.0},
        {"n_speakers": True},
        {"width": torch.tensor([8, 8])},
        {"version": ["persona-1"]},
        {"f0": [1]},
        {"f0": False},
    ],
)
def test_starter_config_that_cannot_be_right_is_refused(config: dict[str, object], starter: Path) -> None:
    with pytest.raises(IncompatibleCheckpointError):
        load_voice_model(changed(starter, **config))


def test_tensor_in_place_of_a_list_is_refused(starter: Path) -> None:
    path = changed(starter, dilations=torch.ones(2, dtype=torch.uint8))
    with pytest.raises(IncompatibleCheckpointError, match="must be a list"):
        load_voice_model(path)


def test_largest_config_is_refused_without_its_memory(starter: Path) -> None:
    resource = pytest.importorskip("resource", reason="peak memory is told by POSIX systems only")
    path = changed(starter, width=2048, inner=4096, kernel_size=31, dilations=[1] * 32)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(IncompatibleCheckpointError, match="shape"):
        load_voice_model(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024  # KiB; it names 34 GB
