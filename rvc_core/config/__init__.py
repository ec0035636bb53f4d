"""Frozen settings of the engine; imports no PyTorch."""

from rvc_core.config.conversion import (
    RETRIEVAL_RATIOS,
    ConversionConfig,
    ConversionOptions,
    ConversionResult,
    CoverConfig,
    CoverResult,
    SongAnalysis,
)
from rvc_core.config.jsonable import defaults_of, from_jsonable, to_jsonable
from rvc_core.config.synthesizer import DiscriminatorConfig, SpectrogramConfig, SynthesizerConfig
from rvc_core.config.training import TrainingConfig, TrainingResult

__all__ = [
    "RETRIEVAL_RATIOS",
    "ConversionConfig",
    "ConversionOptions",
    "ConversionResult",
    "CoverConfig",
    "CoverResult",
    "DiscriminatorConfig",
    "SongAnalysis",
    "SpectrogramConfig",
    "SynthesizerConfig",
    "TrainingConfig",
    "TrainingResult",
    "defaults_of",
    "from_jsonable",
    "to_jsonable",
]
