"""A real voice model, as small as they come."""

from pathlib import Path

import pytest
import torch

from rvc_core.checkpoints import ModelMetadata, save_voice_model
from rvc_core.config.synthesizer import SynthesizerConfig
from rvc_core.content import load_content_encoder
from rvc_core.models import Synthesizer
from rvc_core.models.source_filter import SourceFilterConfig, SourceFilterSynthesizer


@pytest.fixture(scope="session")
def model_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model of random weights that hears the built-in encoder."""
    torch.manual_seed(0)
    content_dim = load_content_encoder("log-mel").content_dim
    config = SynthesizerConfig.compact(32_000, content_dim=content_dim, decoder_channels=32)
    path = tmp_path_factory.mktemp("model") / "tiny.pth"
    metadata = ModelMetadata(name="tiny", embedder_model="log-mel", card={"median_f0_hz": 220.0})
    save_voice_model(path, Synthesizer(config, posterior=False).state_dict(), config, metadata)
    return path


@pytest.fixture(scope="session")
def noiseless_starter_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a starter model of random weights whose noise is 100 dB down: its pulses alone are heard."""
    torch.manual_seed(0)
    content_dim = load_content_encoder("log-mel").content_dim
    config = SourceFilterConfig(content_dim, width=24, inner=32, dilations=(1, 2))
    network = SourceFilterSynthesizer(config)
    torch.nn.init.constant_(network.noise_filter.bias, -100.0)
    path = tmp_path_factory.mktemp("starter") / "starter.pth"
    save_voice_model(path, network.state_dict(), config, ModelMetadata("starter", embedder_model="log-mel"))
    return path
