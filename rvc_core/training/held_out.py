"""Held-out slices: how a model scores and sounds on them."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from rvc_core.audio import AudioClip, resample
from rvc_core.audio.spectrogram import Spectrogram
from rvc_core.config.synthesizer import SpectrogramConfig
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ, hop_length_at
from rvc_core.data.dataset import Example
from rvc_core.events import Pipeline, StageAdvanced
from rvc_core.pitch import PitchExtractor

NOISE_SEED = 0  # the same noise for every epoch, so that scores can be compared
CENTS_PER_OCTAVE = 1200.0
N_FFT = 2048
N_MELS = 80


@dataclass(frozen=True, slots=True)
class _Distance:
    """How far one resynthesis is from its recording."""

    mel: float  # mean L1 of log-mel
    cents: np.ndarray  # (T,) of the frames voiced in both
    voicing: np.ndarray  # (T,) true where one is voiced and the other not


class HeldOut:
    """Slices no step has seen, resynthesised from their content and F0."""

    def __init__(self, examples: list[Example], sample_rate: int, extractor: PitchExtractor) -> None:
        """Hold `examples` at `sample_rate`; F0 of a resynthesis comes from `extractor`."""
        self._examples = examples
        self._sample_rate = sample_rate
        self._extractor = extractor
        config = SpectrogramConfig(sample_rate, N_FFT, hop_length_at(sample_rate), N_MELS)
        self._spectrogram = Spectrogram(config)

    def score(self, network: nn.Module, advanced: StageAdvanced) -> Pipeline[dict[str, float]]:
        """Return the means over all slices; `advanced` is yielded after each, so that a stop is noticed.

        `mel_distance` is the mean L1 of log-mel, `f0_error_cents` the root mean square over frames voiced
        in both (left out where there are none), `voicing_error` the share of frames voiced in one only.
        Without held-out slices the result is empty.
        """
        distances = []
        for example in self._examples:
            distances.append(self._distance(example, resynthesise(network, example)))
            yield advanced
        return _means(distances)

    def _distance(self, example: Example, waveform: np.ndarray) -> _Distance:
        pair = torch.from_numpy(np.stack([example.waveform, waveform]))
        recorded, made = self._spectrogram(pair)
        f0_hz = self._extractor.extract(resample(waveform, self._sample_rate, ANALYSIS_RATE_HZ))
        frames = min(len(f0_hz), len(example.f0_hz))
        f0_hz, wanted_hz = f0_hz[:frames], example.f0_hz[:frames]
        both = (f0_hz > 0) & (wanted_hz > 0)
        cents = CENTS_PER_OCTAVE * np.log2(f0_hz[both] / wanted_hz[both])
        return _Distance(float((recorded - made).abs().mean()), cents, (f0_hz > 0) != (wanted_hz > 0))


def resynthesise(network: nn.Module, example: Example) -> np.ndarray:
    """Return what `network` makes of the content and F0 of `example`, `(T * hop_length,)` float32."""
    device = next(network.parameters()).device
    waveform: torch.Tensor = network.infer(  # type: ignore[operator]
        torch.from_numpy(example.repeated_content()).to(device)[None],
        torch.from_numpy(example.f0_hz).to(device)[None],
        generator=torch.Generator().manual_seed(NOISE_SEED),
    )
    return waveform[0].float().cpu().numpy()


def listening_sample(network: nn.Module, examples: list[Example], sample_rate: int) -> AudioClip:
    """Return the longest of `examples`, resynthesised by `network`."""
    longest = max(examples, key=lambda example: len(example.f0_hz))
    return AudioClip(resynthesise(network, longest), sample_rate)


def _means(distances: list[_Distance]) -> dict[str, float]:
    if not distances:
        return {}
    cents = np.concatenate([distance.cents for distance in distances])
    voicing = np.concatenate([distance.voicing for distance in distances])
    scores = {
        "mel_distance": round(float(np.mean([distance.mel for distance in distances])), 4),
        "voicing_error": round(float(voicing.mean()), 4),
    }
    if len(cents):
        scores["f0_error_cents"] = round(float(np.sqrt(np.mean(cents**2))), 1)
    return scores
