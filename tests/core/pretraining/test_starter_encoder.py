from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from rvc_core.content import frame_count, starter
from rvc_core.content.starter import StarterEncoder, load_content_network
from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.models.content_network import ContentNetwork, ContentNetworkConfig
from rvc_core.pretraining.export import save_content_network


@pytest.fixture
def network() -> ContentNetwork:
    torch.manual_seed(0)
    return ContentNetwork(ContentNetworkConfig(phones=("_", "a", "b"), width=16, inner=24)).eval()


@pytest.fixture
def encoder(network: ContentNetwork) -> StarterEncoder:
    return StarterEncoder(network, torch.device("cpu"))


def noise(seconds: float) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 0.1, round(seconds * 16000)).astype(np.float32)


@pytest.mark.parametrize("n_samples", [0, 399, 400, 719, 720, 16000])
def test_frames_follow_the_grid_of_all_encoders(encoder: StarterEncoder, n_samples: int):
    assert encoder.encode(np.zeros(n_samples, np.float32)).shape == (frame_count(n_samples), 4)


def test_chunked_content_equals_whole(encoder: StarterEncoder, monkeypatch: pytest.MonkeyPatch):
    waveform = noise(12.0)
    whole = encoder.encode(waveform)
    monkeypatch.setattr(starter, "_CHUNK_FRAMES", 150)
    np.testing.assert_allclose(encoder.encode(waveform), whole, atol=1e-5)


def test_batch_equals_one_by_one(encoder: StarterEncoder):
    waveforms = [noise(1.0), noise(0.5), noise(1.0) * 0.5]
    for together, waveform in zip(encoder.encode_batch(waveforms), waveforms, strict=True):
        np.testing.assert_allclose(together, encoder.encode(waveform), atol=1e-5)


def test_posteriors_sum_to_one(encoder: StarterEncoder):
    roots = encoder.encode(noise(1.0))[:, :-1]
    np.testing.assert_allclose(np.square(roots).sum(axis=1), 1.0, atol=1e-4)


def test_sharper_posteriors_say_less_beside_the_likeliest_phone(network: ContentNetwork):
    log_mel = torch.randn(1, 40, 80, generator=torch.Generator().manual_seed(1))
    sharp = ContentNetwork(replace(network.config, sharpness=4.0)).eval()
    sharp.load_state_dict(network.state_dict())
    rest = [
        net.content(log_mel)[..., :3].square().sort(dim=-1).values[..., :2].sum() for net in (sharp, network)
    ]
    assert rest[0] < 0.7 * rest[1]


def test_stored_network_is_read_back(network: ContentNetwork, tmp_path: Path):
    save_content_network(tmp_path / "content.safetensors", network, {})
    read = load_content_network(tmp_path / "content.safetensors")
    log_mel = torch.randn(1, 40, 80, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(read(log_mel), network(log_mel), atol=2e-2, rtol=2e-2)


def test_another_network_is_refused(tmp_path: Path):
    from safetensors.torch import save_file

    save_file({"weight": torch.zeros(2)}, tmp_path / "other.safetensors")
    with pytest.raises(IncompatibleCheckpointError, match="other.safetensors"):
        load_content_network(tmp_path / "other.safetensors")
