"""Content without any weights: the spectral envelope, normalised for each recording.

A plain stand-in until better weights are present. How it hides the speaker: the envelope is
smoothed (16 cepstra hold the formants, not the harmonics of F0), each cepstrum has the recording's own
mean and spread taken out (that is most of a voice's colour, and all of a microphone's), high cepstra,
which tell speakers apart better than words, weigh less, and the movement over 100 ms weighs most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import torchaudio
from scipy.fft import dct

from rvc_core.config.time_grid import ANALYSIS_RATE_HZ, CONTENT_HOP, CONTENT_WINDOW
from rvc_core.content import frames

if TYPE_CHECKING:
    import torch

    from rvc_core.weights import PretrainedWeights

N_FFT = 512
N_MELS = 80
MEL_RANGE_HZ = (50.0, 7800.0)
N_CEPSTRA = 16
QUEFRENCY_DECAY = 0.07  # per cepstrum: cepstrum k weighs exp(-0.07 k)
DELTA_FRAMES = 2  # to either side
DELTA_WEIGHT = 3.0
SPEECH_BELOW_PEAK_DB = 30.0  # frames down to here count for mean and spread
PRIOR_FRAMES = 30.0  # weight of ordinary speech in the statistics: a held vowel is not normalised away
FLOOR_BELOW_PEAK_DB = 60.0
SILENT_POWER = 1e-7

# Mean and spread of the cepstra of 120 LibriSpeech readers, relative to the loud frames of each.
SPEECH_MEAN = (
    -52.76,
    13.99,
    0.81,
    4.94,
    -0.59,
    -0.6,
    -1.07,
    -0.85,
    -0.03,
    -0.13,
    -0.17,
    -0.43,
    -0.24,
    -0.29,
    -0.85,
    -0.72,
)
SPEECH_SPREAD = (17.4, 14.19, 7.4, 6.3, 4.99, 4.14, 3.55, 3.26, 2.87, 2.8, 2.43, 2.46, 2.18, 2.18, 2.24, 2.02)


@dataclass(frozen=True, slots=True)
class Recording:
    """What is removed from a recording: its loudness, and the colour of its voice."""

    loud: float  # power of its loud frames
    mean: np.ndarray  # (16,), of its scaled cepstra, speech frames counting
    spread: np.ndarray  # (16,)


class LogMelEncoder:
    """Normalised cepstra of the log-mel spectrum and their movement; no network."""

    name = "log-mel"
    content_dim = 2 * N_CEPSTRA

    def __init__(self, recording: Recording | None = None) -> None:
        """Normalise by `recording`; None treats each waveform as its own recording."""
        self._recording = recording

    def for_recording(self, waveform_16k: np.ndarray) -> LogMelEncoder:
        """Return the encoder for parts of a recording `(N,)`; see `RecordingEncoder`."""
        if frames.frame_count(len(waveform_16k)) == 0:
            return self
        return LogMelEncoder(describe(_mel_power(waveform_16k)))

    def encode(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `content` `(T, 32)`; see `ContentEncoder`."""
        if frames.frame_count(len(waveform_16k)) == 0:
            return np.zeros((0, self.content_dim), np.float32)
        power = _mel_power(waveform_16k)
        recording = self._recording or describe(power)
        normalised = (scaled_cepstra(power, recording.loud) - recording.mean) / recording.spread
        normalised *= np.exp(-QUEFRENCY_DECAY * np.arange(N_CEPSTRA))
        return np.concatenate([normalised, DELTA_WEIGHT * _delta(normalised)], axis=1).astype(np.float32)

    def encode_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return `content` for each waveform."""
        return [self.encode(waveform) for waveform in waveforms_16k]


def load(version: str, device: str | torch.device, weights: PretrainedWeights) -> LogMelEncoder:
    """Return the encoder; it has no versions, runs on the CPU and needs no weights."""
    return LogMelEncoder()


def describe(power: np.ndarray) -> Recording:
    """Return what to take out of a recording of mel powers `(T, M)`: mean and spread of its speech frames.

    Ordinary speech has a share in both as if it were `PRIOR_FRAMES` of the recording.
    """
    level = power.sum(axis=1)
    loud = max(float(np.percentile(level, 95)), SILENT_POWER)
    level_db = 10.0 * np.log10(level / loud + 1e-12)
    is_speech = 1.0 / (1.0 + np.exp(-np.clip(level_db + SPEECH_BELOW_PEAK_DB, -50.0, 50.0) / 4.0))
    scaled, total = scaled_cepstra(power, loud), is_speech.sum() + PRIOR_FRAMES
    weight = is_speech[:, None] / total
    mean = (weight * scaled).sum(axis=0)
    spread = np.sqrt((weight * (scaled - mean) ** 2).sum(axis=0) + PRIOR_FRAMES / total)
    return Recording(loud, mean, spread)


def scaled_cepstra(power: np.ndarray, loud: float) -> np.ndarray:
    """Return the cepstra `(T, 16)` of mel powers `(T, M)`, against those of ordinary speech.

    Power is relative to the loud frames, so that the gain of a recording does not matter.
    """
    log_mel = np.log(power * (N_MELS / loud) + 10.0 ** (-FLOOR_BELOW_PEAK_DB / 10.0))
    return (dct(log_mel, norm="ortho", axis=1)[:, :N_CEPSTRA] - np.array(SPEECH_MEAN)) / np.array(
        SPEECH_SPREAD
    )


def _mel_power(waveform_16k: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(waveform_16k, CONTENT_WINDOW)[::CONTENT_HOP]
    spectrum = np.fft.rfft(windows * np.hanning(CONTENT_WINDOW).astype(np.float32), N_FFT)
    return (spectrum.real**2 + spectrum.imag**2) @ _filters()


@cache
def _filters() -> np.ndarray:
    """Return the mel filters `(F, M)`."""
    low_hz, high_hz = MEL_RANGE_HZ
    filters = torchaudio.functional.melscale_fbanks(
        N_FFT // 2 + 1, low_hz, high_hz, N_MELS, ANALYSIS_RATE_HZ, mel_scale="htk"
    )
    return np.asarray(filters)


def _delta(features: np.ndarray) -> np.ndarray:
    """Return the slope per frame over two frames to either side, ends held.

    Source: Furui, "Speaker-independent isolated word recognition using dynamic features" (1986).
    """
    held = np.pad(features, ((DELTA_FRAMES, DELTA_FRAMES), (0, 0)), mode="edge")
    steps = range(1, DELTA_FRAMES + 1)
    n = len(features)
    rises = sum(k * (held[DELTA_FRAMES + k :][:n] - held[DELTA_FRAMES - k :][:n]) for k in steps)
    return rises / (2 * sum(k * k for k in steps))
