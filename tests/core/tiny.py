"""A synthesizer of a few thousand weights."""

from dataclasses import replace
from typing import Any

from rvc_core.config.synthesizer import SynthesizerConfig

SIZES = {
    "latent_channels": 8,
    "hidden_channels": 8,
    "filter_channels": 16,
    "n_layers": 1,
    "upsample_initial_channels": 32,
    "n_speakers": 3,
    "speaker_embedding_dim": 4,
}


def tiny_config(sample_rate: int = 40_000, **changes: Any) -> SynthesizerConfig:
    """Return the stock layout at `sample_rate`, all of it narrow."""
    return replace(SynthesizerConfig.standard(sample_rate), **{**SIZES, **changes})
