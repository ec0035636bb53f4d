"""Everything a conversion runs with, loaded once: model, content encoder, pitch method and index."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from rvc_core.checkpoints import VoiceModel, load_voice_model, opened_model
from rvc_core.checkpoints.metadata import median_f0_of
from rvc_core.config import ConversionConfig, CoverConfig
from rvc_core.content import ContentEncoder, load_content_encoder
from rvc_core.devices import device_profile
from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.events import Warned
from rvc_core.inference.chunks import ChunkSizes
from rvc_core.models import PRIOR_NOISE_SCALE
from rvc_core.pitch import PitchExtractor, load_pitch_extractor
from rvc_core.retrieval import RetrievalIndex, load_index_or_warning
from rvc_core.weights import scan_pretrained

CPU_CHUNKS = ChunkSizes(chunk_seconds=8.0, search_seconds=2.0)  # short, so that a stop is prompt
GPU_CHUNKS = ChunkSizes(chunk_seconds=30.0, search_seconds=8.0)

TAKES_LESS = "a shorter recording takes less"  # advice where memory runs out


@dataclass(frozen=True, slots=True)
class LoadedVoice:
    """A voice model with what feeds it."""

    model: VoiceModel
    encoder: ContentEncoder
    pitch: PitchExtractor | None  # None for a model without F0
    index: RetrievalIndex | None = None
    sizes: ChunkSizes = CPU_CHUNKS
    noise_scale: float = PRIOR_NOISE_SCALE
    source_noise_scale: float = 1.0

    def retrieve(self, content: np.ndarray, ratio: float) -> np.ndarray:
        """Return `content` `(T, D)` at 50 Hz blended with the index; itself where there is none."""
        if self.index is None or ratio <= 0.0:
            return content
        return self.index.blend(content, ratio)

    @property
    def median_f0_hz(self) -> float | None:
        """Median pitch of the recordings the model was trained on, if its card has it."""
        return median_f0_of(self.model.metadata.card)

    def synthesize(
        self,
        content: np.ndarray,
        f0_hz: np.ndarray | None,
        f0_before_hz: np.ndarray | None,
        speaker_id: int,
        seed: int,
    ) -> np.ndarray:
        """Return the waveform `(T * hop_length,)` of `content` `(T, D)` at 100 Hz; same seed, same noise.

        It is in phase with one that has sung `f0_before_hz` `(T0,)` before.
        """
        return self.model.synthesize(
            content,
            f0_hz,
            speaker_id=speaker_id,
            noise_scale=self.noise_scale,
            source_noise_scale=self.source_noise_scale,
            seed=seed,
            f0_before_hz=f0_before_hz,
        )


def load_voice(request: ConversionConfig | CoverConfig) -> tuple[LoadedVoice, list[Warned]]:
    """Return the voice that a conversion or a cover asks for, and what a person should know about it.

    Raises:
        CheckpointError: the model cannot be read, or the encoder it was trained with is not there.
        ConfigError: the model has no speaker of the number asked for.
        DeviceUnavailableError: the requested device is not there.
    """
    profile = device_profile(request.device)
    weights = scan_pretrained(request.pretrained_dir)
    with opened_model(request.model_path) as (model_path, index_path):
        model = load_voice_model(model_path, profile.device, profile.dtype)
        model.check_speaker(request.options.speaker_id)
        ratio = request.options.retrieval_ratio_for(model.config.family)
        index, warnings = load_index(
            request.index_path or index_path, model.content_dim, ratio, profile.device
        )
    encoder = load_content_encoder(
        model.metadata.embedder_model, version=model.metadata.version, device=profile.device, weights=weights
    )
    check_encoder(encoder, model.content_dim)
    pitch = None
    if model.config.f0:
        pitch = load_pitch_extractor(request.options.f0_method, device=profile.device, weights=weights)
    sizes = GPU_CHUNKS if profile.is_cuda else CPU_CHUNKS
    return LoadedVoice(model, encoder, pitch, index, sizes), warnings


def check_encoder(encoder: ContentEncoder, content_dim: int) -> None:
    """Check that a model can be driven by an encoder.

    Raises:
        IncompatibleCheckpointError: the encoder's features are not as wide as the model's.
    """
    if encoder.content_dim != content_dim:
        raise IncompatibleCheckpointError(
            f"The model takes content of {content_dim} numbers a frame, but its encoder "
            f"{encoder.name} gives {encoder.content_dim}."
        )


def load_index(
    path: Path | None, content_dim: int, retrieval_ratio: float, device: torch.device | str = "cpu"
) -> tuple[RetrievalIndex | None, list[Warned]]:
    """Return the index to use, or None, with a warning where one is needed but missing."""
    if retrieval_ratio <= 0.0:
        return None, []
    if path is None:
        return None, [Warned("index_missing", "The model has no index; it is used without retrieval.")]
    index, reason = load_index_or_warning(path, content_dim, device)
    return index, [Warned("index_unusable", reason)] if reason else []
