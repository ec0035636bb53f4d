"""The built-in separator: Spleeter's 2-stem network, Deezer's weights.

Source: Hennequin et al. 2020, "Spleeter: a fast and efficient music source separation tool with pre-trained
models", and Deezer's own settings for what the paper leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from rvc_core.devices import pick_device
from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.models.spleeter import BLOCK_BINS, BLOCK_FRAMES, STEMS, StemNetwork
from rvc_core.separation.chunked import ChunkedSeparator
from rvc_core.weights import load_tensors

NAME = "spleeter"
SAMPLE_RATE = 44_100  # Hz
N_FFT = 4096
HOP_LENGTH = 1024
CHUNK_SAMPLES = (BLOCK_FRAMES - 1) * HOP_LENGTH  # a centred STFT has one frame more than hops
OVERLAP_SAMPLES = 0
_SILENT_BINS = 2  # nobody sings below 20 Hz, but recordings may be offset
_FLOOR = 1e-10  # of the power that masks are ratios of


@dataclass(frozen=True, slots=True)
class SpleeterMask:
    """Finds the voice in chunks by the ratio of the two networks' powers."""

    networks: nn.ModuleDict  # a `StemNetwork` for each stem
    device: torch.device

    @torch.inference_mode()
    def __call__(self, chunks: np.ndarray) -> np.ndarray:
        """Return the voice in `chunks` `(B, 2, CHUNK_SAMPLES)`, the same shape."""
        waveform = torch.from_numpy(chunks).to(self.device).flatten(0, 1)
        window = torch.hann_window(N_FFT, device=self.device)
        spectra = torch.stft(waveform, N_FFT, HOP_LENGTH, window=window, return_complex=True)  # (2B, F, T)
        mask = self._mask(spectra.abs().unflatten(0, (-1, 2)).transpose(2, 3)).transpose(2, 3).flatten(0, 1)
        found = torch.istft(spectra * mask, N_FFT, HOP_LENGTH, window=window, length=chunks.shape[-1])
        return found.unflatten(0, (-1, 2)).cpu().numpy()

    def _mask(self, magnitudes: Tensor) -> Tensor:
        """Return the share of voice, 0 to 1, of `magnitudes` `(B, 2, T, F)`."""
        known = magnitudes[..., :BLOCK_BINS].contiguous(memory_format=torch.channels_last)
        power = {stem: network(known) ** 2 for stem, network in self.networks.items()}
        mask = (power["vocals"] + _FLOOR / 2) / (power["vocals"] + power["accompaniment"] + _FLOOR)
        mask[..., :_SILENT_BINS] = 0.0
        treble = mask.mean(dim=-1, keepdim=True).expand(-1, -1, -1, magnitudes.shape[-1] - BLOCK_BINS)
        return torch.cat((mask, treble), dim=-1)


def load_spleeter(path: Path, device: str = "auto") -> ChunkedSeparator:
    """Return the separator with the weights in a file.

    Raises:
        CheckpointError: the file cannot be read, or holds another network.
    """
    networks = nn.ModuleDict({stem: StemNetwork() for stem in STEMS})
    try:
        networks.load_state_dict(load_tensors(path))
    except RuntimeError as error:
        raise IncompatibleCheckpointError(f"{path.name} holds another network than Spleeter's.") from error
    place = pick_device(device)
    networks.eval().to(place)
    networks.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    mask = SpleeterMask(networks, place)
    return ChunkedSeparator(NAME, "1", SAMPLE_RATE, CHUNK_SAMPLES, OVERLAP_SAMPLES, mask)
