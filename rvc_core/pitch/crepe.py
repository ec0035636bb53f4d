"""CREPE: a convolutional network on raw waveform windows, from the torchcrepe package.

Source: Kim et al., "CREPE: A Convolutional Representation for Pitch Estimation" (2018).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
import torch
import torchcrepe
from scipy.ndimage import median_filter

from rvc_core.config.limits import F0_MAX_HZ, F0_MIN_HZ
from rvc_core.config.time_grid import FRAME_HOP
from rvc_core.devices import pick_device
from rvc_core.pitch import frames
from rvc_core.pitch.viterbi import best_path
from rvc_core.weights import load_tensors

WINDOW = torchcrepe.WINDOW_SIZE  # samples
BATCH_FRAMES = 512
BIN_CENTS = 20.0
FIRST_BIN_CENTS = 1997.3794084376191  # above 10 Hz
VOICED_SALIENCE = {"full": 0.21, "tiny": 0.3}  # the tiny one is more confident, also in hiss
SILENT_RMS = 1e-3  # the network's answer to silence is random
NEARBY_BINS = 4


class CrepeExtractor:
    """F0 by CREPE: the full network on a GPU, the tiny one on a CPU."""

    name = "crepe"

    def __init__(self, network: torchcrepe.Crepe, capacity: str, device: torch.device) -> None:
        """Use `network` of that capacity (full or tiny) on `device`."""
        self._network = network.to(device).eval()
        self._threshold = VOICED_SALIENCE[capacity]
        self._device = device

    @classmethod
    def load(cls, device: str | torch.device) -> Self:
        """Return the extractor with the weights that come with torchcrepe.

        Raises:
            DeviceUnavailableError: the device asked for cannot be used.
        """
        chosen = pick_device(str(device))
        capacity = "tiny" if chosen.type == "cpu" else "full"
        network = torchcrepe.Crepe(capacity)
        network.load_state_dict(load_tensors(Path(torchcrepe.__file__).parent / "assets" / f"{capacity}.pth"))
        return cls(network, capacity, chosen)

    def extract(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `f0_hz` `(T,)`; see `PitchExtractor`."""
        return self.extract_batch([waveform_16k])[0]

    def extract_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return `f0_hz` for each waveform; the frames of all share the network's batches."""
        windows = [_windows(waveform) for waveform in waveforms_16k]
        salience = self._salience(windows)
        ends = np.cumsum([len(window) for window in windows])
        parts = np.split(salience, ends[:-1])
        return [self._decode(part, window) for part, window in zip(parts, windows, strict=True)]

    def _salience(self, windows: list[np.ndarray]) -> np.ndarray:
        """Return the salience `(T, 360)` of all windows, one waveform after the other."""
        found = [np.zeros((0, torchcrepe.PITCH_BINS), np.float32)]
        with torch.inference_mode():
            for window in windows:
                for start in range(0, len(window), BATCH_FRAMES):
                    batch = torch.tensor(window[start : start + BATCH_FRAMES], device=self._device)
                    batch = batch - batch.mean(dim=1, keepdim=True)
                    batch = batch / batch.std(dim=1, keepdim=True).clamp(min=1e-10)
                    found.append(self._network(batch).cpu().numpy())
        return np.concatenate(found)

    def _decode(self, salience: np.ndarray, windows: np.ndarray) -> np.ndarray:
        if len(salience) == 0:
            return np.zeros(0, np.float32)
        path = best_path(np.where(_within_range(), salience, 0.0))
        periodicity = median_filter(np.take_along_axis(salience, path[:, None], 1)[:, 0], 3)
        audible = np.sqrt(np.mean(windows**2, axis=1)) > SILENT_RMS
        voiced = (periodicity >= self._threshold) & audible
        return frames.drop_out_of_range(np.where(voiced, _refine(salience, path), 0.0))


def _windows(waveform: np.ndarray) -> np.ndarray:
    """Return the windows `(T, 1024)` centred on each frame; a view, nothing is copied."""
    n_frames = frames.frame_count(len(waveform))
    padded = np.pad(np.asarray(waveform, np.float32), WINDOW // 2)
    return np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::FRAME_HOP][:n_frames]


def _within_range() -> np.ndarray:
    f_hz = _to_hz(FIRST_BIN_CENTS + BIN_CENTS * np.arange(torchcrepe.PITCH_BINS))
    return (f_hz >= F0_MIN_HZ) & (f_hz <= F0_MAX_HZ)


def _refine(salience: np.ndarray, path: np.ndarray) -> np.ndarray:
    """Return Hz from the mean of the bins about the path, weighted by salience."""
    nearby = np.clip(path[:, None] + np.arange(-NEARBY_BINS, NEARBY_BINS + 1), 0, salience.shape[1] - 1)
    weights = np.take_along_axis(salience, nearby, axis=1).astype(np.float64)
    cents = FIRST_BIN_CENTS + BIN_CENTS * nearby
    return _to_hz((weights * cents).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-12))


def _to_hz(cents: np.ndarray) -> np.ndarray:
    return 10.0 * 2.0 ** (cents / 1200.0)
