"""The starter content encoder: phone posteriors of a small network that ships with the program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from rvc_core.audio.batches import equal_lengths
from rvc_core.config import from_jsonable
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ
from rvc_core.content.frames import frame_count, in_chunks, sample_count
from rvc_core.devices import pick_device
from rvc_core.errors import CheckpointNotFoundError, ConfigError, IncompatibleCheckpointError
from rvc_core.models.content_network import ContentNetwork, ContentNetworkConfig
from rvc_core.weights import PretrainedWeights, load_metadata, load_tensors

_CHUNK_FRAMES = 1500  # 30 s
_BATCH_SECONDS = 30.0
_SHORTEST_SAMPLES = 640


class StarterEncoder:
    """Phone posteriors and a relative level; needs no download."""

    name = "starter"
    context_frames = 150  # the network looks 3 s around
    stride_frames = 2  # and works on pairs of frames

    def __init__(self, network: ContentNetwork, device: torch.device) -> None:
        """Use a trained network."""
        self.network, self.device = network.to(device).eval(), device
        self.content_dim = network.config.content_dim

    def encode(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `content` `(T, D)`; see `ContentEncoder`."""
        return in_chunks(
            lambda part: self._encode(part[None])[0], waveform_16k, _CHUNK_FRAMES, self.context_frames
        )

    def encode_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return `content` for each waveform; those of one length go through the network together."""
        found: list[np.ndarray] = [np.zeros(0, np.float32)] * len(waveforms_16k)
        for group in equal_lengths(waveforms_16k, _BATCH_SECONDS * ANALYSIS_RATE_HZ):
            if frame_count(len(waveforms_16k[group[0]])) > _CHUNK_FRAMES:
                contents = [self.encode(waveforms_16k[position]) for position in group]
            else:
                contents = list(self._encode(np.stack([waveforms_16k[position] for position in group])))
            for position, content in zip(group, contents, strict=True):
                found[position] = content
        return found

    @torch.no_grad()
    def _encode(self, waveforms_16k: np.ndarray) -> np.ndarray:
        """Return `(B, T, D)` for waveforms `(B, N)` of one length."""
        frames = frame_count(waveforms_16k.shape[1])
        if frames == 0:
            return np.zeros((len(waveforms_16k), 0, self.content_dim), np.float32)
        waveforms_16k = waveforms_16k[:, : sample_count(frames)]  # as a chunk of a longer one would be
        missing = max(0, _SHORTEST_SAMPLES - waveforms_16k.shape[1])
        padded = np.pad(waveforms_16k, ((0, 0), (0, missing))).astype(np.float32)
        log_mel = self.network.log_mel(torch.from_numpy(padded).to(self.device))
        return self.network.content(log_mel)[:, :frames].cpu().numpy()


def load(version: str, device: str | torch.device, weights: PretrainedWeights) -> StarterEncoder:
    """Return the encoder with the weights found; it has no versions.

    Raises:
        CheckpointNotFoundError: there are no starter weights.
        IncompatibleCheckpointError: the file contains another network.
    """
    path = weights.path("starter-content")
    if path is None:
        raise CheckpointNotFoundError("There is no starter/content.safetensors among the pretrained weights.")
    return StarterEncoder(load_content_network(path), pick_device(str(device)))


def load_content_network(path: Path) -> ContentNetwork:
    """Return the content network in `path`, with the sizes that the file gives.

    Raises:
        IncompatibleCheckpointError: the file contains another network.
    """
    try:
        stored = json.loads(load_metadata(path)["config"])
        network = ContentNetwork(from_jsonable(ContentNetworkConfig, stored))
        network.load_state_dict({key: tensor.float() for key, tensor in load_tensors(path).items()})
    except (KeyError, TypeError, ValueError, RuntimeError, ConfigError) as error:
        raise IncompatibleCheckpointError(
            f"{path.name} is not a starter content network of this version: {error}"
        ) from error
    return network.eval()
