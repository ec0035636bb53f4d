"""ContentVec, the encoder of RVC models: a HuBERT of base size, trained to leave the speaker out.

Source: Qian et al., "ContentVec: An Improved Self-Supervised Speech Representation by Disentangling
Speakers" (2022); feature extraction of RVC WebUI 2026-07.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import torch
from torch import Tensor, nn
from transformers import HubertModel

from rvc_core.audio.batches import equal_lengths
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ
from rvc_core.content import frames
from rvc_core.content.hubert_weights import HubertWeights, load_hubert_weights
from rvc_core.devices import device_profile
from rvc_core.errors import ConfigError, IncompatibleCheckpointError

if TYPE_CHECKING:
    from rvc_core.weights import PretrainedWeights

HIDDEN_SIZE = 768
LAYERS = {"v1": 9, "v2": 12}
PROJECTED_DIM = 256
CHUNK_FRAMES = 1_500  # 30 s: attention grows with the square of the length
CONTEXT_FRAMES = 100  # 2 s to either side
BATCH_SECONDS = 120.0


class ContentVecEncoder:
    """Hidden layer 9 through the final projection (v1), or layer 12 (v2), of a HuBERT."""

    name = "contentvec"

    def __init__(self, network: ContentVecNetwork, device: torch.device, dtype: torch.dtype) -> None:
        """Use `network` on `device`, its matrix products in `dtype`."""
        self._network = network.to(device).eval()
        self._device = device
        self._dtype = dtype
        self.content_dim = network.content_dim

    @classmethod
    def load(cls, path: Path, version: str, device: str | torch.device = "auto") -> Self:
        """Return the encoder for models of `version`, v1 or v2.

        Raises:
            IncompatibleCheckpointError: the weights are not ContentVec's.
            ConfigError: there is no such version.
            DeviceUnavailableError: the device asked for cannot be used.
        """
        if version not in LAYERS:
            raise ConfigError(f"version is {version!r}, but must be one of: {', '.join(LAYERS)}.")
        weights = load_hubert_weights(path)
        _require_contentvec(weights, version, path.name)
        profile = device_profile(str(device))
        network = ContentVecNetwork(weights, LAYERS[version], projected=version == "v1")
        return cls(network, profile.device, profile.dtype)

    def encode(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `content` `(T, D)`; see `ContentEncoder`."""
        return frames.in_chunks(
            lambda chunk: self._encode_stacked(chunk[None])[0], waveform_16k, CHUNK_FRAMES, CONTEXT_FRAMES
        )

    def encode_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return `content` for each waveform; those of one length go through the network together."""
        found: list[np.ndarray] = [np.zeros(0, np.float32)] * len(waveforms_16k)
        for group in equal_lengths(waveforms_16k, BATCH_SECONDS * ANALYSIS_RATE_HZ):
            if len(group) == 1:
                found[group[0]] = self.encode(waveforms_16k[group[0]])
                continue
            stacked = np.stack([waveforms_16k[position] for position in group])
            for position, content in zip(group, self._encode_stacked(stacked), strict=True):
                found[position] = content
        return found

    @torch.inference_mode()
    def _encode_stacked(self, waveforms: np.ndarray) -> np.ndarray:
        """Return `content` `(B, T, D)` of waveforms `(B, N)`, taken as they are: no normalisation."""
        if frames.frame_count(waveforms.shape[1]) == 0:
            return np.zeros((len(waveforms), 0, self.content_dim), np.float32)
        batch = torch.as_tensor(waveforms, dtype=torch.float32, device=self._device)
        reduced = self._dtype is not torch.float32
        with torch.autocast(self._device.type, dtype=self._dtype, enabled=reduced):
            return self._network(batch).float().cpu().numpy()


class ContentVecNetwork(nn.Module):
    """A HuBERT up to one of its layers, and the projection behind it where one is used."""

    def __init__(self, weights: HubertWeights, n_layers: int, projected: bool) -> None:
        """Build from `weights`, of which layers after `n_layers` are left out.

        Raises:
            IncompatibleCheckpointError: tensors are missing or have other shapes.
        """
        super().__init__()
        weights.config.num_hidden_layers = n_layers
        self.hubert = HubertModel(weights.config)
        _load_state(self.hubert, weights.state)
        self.projection: nn.Module = nn.Identity()
        self.content_dim = weights.config.hidden_size
        if projected and weights.projection is not None:
            self.content_dim = weights.projection["weight"].shape[0]
            self.projection = nn.Linear(weights.config.hidden_size, self.content_dim)
            _load_state(self.projection, weights.projection)

    def forward(self, waveforms: Tensor) -> Tensor:
        """Return `content` `(B, T, D)` of `waveforms` `(B, N)` at 16 kHz."""
        return self.projection(self.hubert(waveforms).last_hidden_state)


def load(version: str, device: str | torch.device, weights: PretrainedWeights) -> ContentVecEncoder:
    """Return the encoder with the weights found; see `load_content_encoder`."""
    path = weights.path("contentvec")
    assert path is not None  # the registry looks before it calls
    return ContentVecEncoder.load(path, version, device)


def _require_contentvec(weights: HubertWeights, version: str, name: str) -> None:
    config = weights.config
    if config.feat_extract_norm != "group" or config.hidden_size != HIDDEN_SIZE:
        raise IncompatibleCheckpointError(
            f"{name} is a HuBERT of width {config.hidden_size};"
            f" ContentVec is one of base kind, width {HIDDEN_SIZE}."
        )
    if config.num_hidden_layers < LAYERS[version]:
        raise IncompatibleCheckpointError(
            f"{name} has {config.num_hidden_layers} layers; {version} models need {LAYERS[version]}."
        )
    if version == "v1" and (weights.projection is None or len(weights.projection["bias"]) != PROJECTED_DIM):
        raise IncompatibleCheckpointError(
            f"{name} has no final projection to {PROJECTED_DIM} dimensions, which v1 models need."
        )


def _load_state(module: nn.Module, state: dict[str, Tensor]) -> None:
    wanted = module.state_dict()
    missing = sorted(key for key in wanted if key not in state and key != "masked_spec_embed")
    if missing:
        raise IncompatibleCheckpointError(f"The HuBERT weights have no tensor {missing[0]!r}.")
    try:
        module.load_state_dict({key: state[key] for key in wanted if key in state}, strict=False)
    except RuntimeError as error:
        raise IncompatibleCheckpointError(f"The HuBERT weights have other shapes: {error}") from error
