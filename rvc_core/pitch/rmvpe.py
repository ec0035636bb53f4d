"""RMVPE: a deep U-Net on log-mel, made for singing; needs `rmvpe.pt` among the pretrained weights.

Source: Wei et al., "RMVPE: A Robust Model for Vocal Pitch Estimation in Polyphonic Music" (2023).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor

from rvc_core.audio.batches import equal_lengths
from rvc_core.audio.chunking import heard_and_kept
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ
from rvc_core.devices import pick_device
from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.models.rmvpe import RmvpeNetwork, decode_salience, rmvpe_log_mel
from rvc_core.pitch import frames
from rvc_core.weights import load_tensors

CHUNK_FRAMES = 1_536  # 15 s: the network's memory grows with the length
CONTEXT_FRAMES = 96  # 1 s to either side
BATCH_SECONDS = 60.0
MIN_SAMPLES = 1_024  # reflection at the ends needs more than half a window


class RmvpeExtractor:
    """F0 by RMVPE."""

    name = "rmvpe"

    def __init__(self, network: RmvpeNetwork, device: torch.device) -> None:
        """Use `network` on `device`."""
        self._network = network.to(device).eval()
        self._device = device

    @classmethod
    def load(cls, path: Path, device: str | torch.device) -> Self:
        """Return the extractor with the weights in `path`.

        Raises:
            IncompatibleCheckpointError: the weights are of another network.
            DeviceUnavailableError: the device asked for cannot be used.
        """
        tensors = load_tensors(path)
        network = RmvpeNetwork()
        try:
            network.load_state_dict(tensors.get("model", tensors))
        except RuntimeError as error:
            raise IncompatibleCheckpointError(
                f"{path.name} is not RMVPE's network: its keys or shapes are different."
            ) from error
        return cls(network, pick_device(str(device)))

    def extract(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `f0_hz` `(T,)`; see `PitchExtractor`."""
        return self.extract_batch([waveform_16k])[0]

    def extract_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return `f0_hz` for each waveform; waveforms of one length go through the network together."""
        found: list[np.ndarray] = [np.zeros(0, np.float32)] * len(waveforms_16k)
        for group in equal_lengths(waveforms_16k, BATCH_SECONDS * ANALYSIS_RATE_HZ):
            f0_hz = self._extract_stacked(np.stack([waveforms_16k[position] for position in group]))
            for position, row in zip(group, f0_hz, strict=True):
                found[position] = row
        return found

    @torch.inference_mode()
    def _extract_stacked(self, waveforms: np.ndarray) -> np.ndarray:
        """Return `f0_hz` `(B, T)` of waveforms `(B, N)`."""
        n_frames = frames.frame_count(waveforms.shape[1])
        padded = np.pad(waveforms, ((0, 0), (0, max(0, MIN_SAMPLES - waveforms.shape[1]))))
        log_mel = rmvpe_log_mel(torch.as_tensor(padded, dtype=torch.float32, device=self._device))
        f0_hz = decode_salience(self._salience(log_mel))[:, :n_frames].cpu().numpy()
        return frames.drop_out_of_range(f0_hz)

    def _salience(self, log_mel: Tensor) -> Tensor:
        """Return the salience `(B, T, 360)` of `log_mel` `(B, 128, T)`, long ones in chunks."""
        chunks = heard_and_kept(log_mel.shape[-1], CHUNK_FRAMES, CONTEXT_FRAMES)
        return torch.cat([self._network(log_mel[..., heard])[:, kept] for heard, kept in chunks], dim=1)
