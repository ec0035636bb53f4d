"""The built-in separator: cues in a spectrogram, weighed by a few hundred fitted numbers.

It needs neither pretrained weights nor a GPU.
"""

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
import torch

from rvc_core.audio import AudioClip
from rvc_core.events import Pipeline
from rvc_core.separation.base import STAGE
from rvc_core.separation.cues import N_CUES, compute_cues
from rvc_core.separation.mask import MaskWeights, load_mask_weights
from rvc_core.separation.windows import plan_windows, window_fade
from rvc_core.stage_progress import StageCounter

WINDOW_SECONDS = 30.0  # worked on at once; repetition is looked for within it
OVERLAP_SECONDS = 2.0
TOP_HZ = 16_000.0  # above it the mean of the mask's last 2 kHz holds
EDGE_HZ = 2_000.0
REFERENCE_RMS = 0.1
N_STEPS = N_CUES + 2  # of one window: its spectrogram, its cues, its mask

Steps = Generator[None, None, np.ndarray]


@dataclass(frozen=True, slots=True)
class SpectralSeparator:
    """Separates by the cues of `rvc_core.separation.cues`."""

    weights: MaskWeights = field(default_factory=load_mask_weights)
    name: str = "spectral"

    def separate(self, song: AudioClip) -> Pipeline[dict[str, AudioClip]]:
        """Return `vocals` and `accompaniment`, which sum to the song."""
        waveform, rate = np.atleast_2d(song.waveform), song.sample_rate
        windows = plan_windows(song.n_samples, round(WINDOW_SECONDS * rate), round(OVERLAP_SECONDS * rate))
        counter = StageCounter(STAGE, len(windows) * N_STEPS)
        yield counter.started()
        vocals, done = np.zeros_like(waveform), 0
        for index, (start, stop) in enumerate(windows):
            steps = estimate_vocals(waveform[:, start:stop], rate, self.weights)
            try:
                while True:
                    next(steps)
                    done += 1
                    yield counter.advanced(done)
            except StopIteration as end:
                vocals[:, start:stop] += end.value * window_fade(windows, index)
        stems = {"vocals": vocals, "accompaniment": waveform - vocals}
        return {name: AudioClip(stem.reshape(song.waveform.shape), rate) for name, stem in stems.items()}


def estimate_vocals(waveform: np.ndarray, sample_rate: int, weights: MaskWeights) -> Steps:
    """Return the voice in a waveform `(C, N)`, pausing `N_STEPS` times."""
    rms = float(np.sqrt(np.mean(waveform**2, dtype=np.float64)))
    gain = REFERENCE_RMS / max(rms, 1e-6)
    n_fft = fft_size(sample_rate)
    spectra = spectrogram(waveform * np.float32(gain), n_fft)
    yield
    mask = yield from estimate_mask(spectra, sample_rate, weights)
    return waveform_of(spectra * mask, n_fft, waveform.shape[1]) / np.float32(gain)


def estimate_mask(spectra: np.ndarray, sample_rate: int, weights: MaskWeights) -> Steps:
    """Return the share of voice `(F, T)` of spectra `(C, F, T)`."""
    frequencies_hz = np.linspace(0.0, sample_rate / 2, spectra.shape[1])
    below_top = int(np.searchsorted(frequencies_hz, TOP_HZ))
    edge = int(np.searchsorted(frequencies_hz[:below_top], frequencies_hz[below_top - 1] - EDGE_HZ))
    cues = np.empty((N_CUES, below_top, spectra.shape[2]), np.float32)
    for index, cue in enumerate(compute_cues(spectra[:, :below_top], frequencies_hz[:below_top])):
        cues[index] = cue
        yield
    mask = weights.mask(cues)
    yield
    treble = np.repeat(mask[edge:].mean(axis=0, keepdims=True), len(frequencies_hz) - below_top, axis=0)
    return np.concatenate([mask, treble])


def fft_size(sample_rate: int) -> int:
    """Return the length of a frame, a power of two near 90 ms: 4096 at 44.1 and 48 kHz."""
    return int(2 ** round(np.log2(0.09 * sample_rate)))


def spectrogram(waveform: np.ndarray, n_fft: int) -> np.ndarray:
    """Return spectra `(C, F, T)` of `(C, N)`, a quarter of a frame apart; a full-scale sine peaks at 0.5."""
    window = torch.hann_window(n_fft)
    spectra = torch.stft(
        torch.from_numpy(waveform),
        n_fft,
        n_fft // 4,
        window=window,
        center=True,
        pad_mode="constant",
        return_complex=True,
    )
    return (spectra / window.sum()).numpy()


def waveform_of(spectra: np.ndarray, n_fft: int, n_samples: int) -> np.ndarray:
    """Return the waveform `(C, N)` that `spectrogram` made into `spectra`."""
    window = torch.hann_window(n_fft)
    scaled = torch.from_numpy(spectra) * window.sum()
    return torch.istft(scaled, n_fft, n_fft // 4, window=window, center=True, length=n_samples).numpy()
