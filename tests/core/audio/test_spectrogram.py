import math

import pytest
import torch

from rvc_core.audio.spectrogram import Spectrogram
from rvc_core.config import SynthesizerConfig


@pytest.fixture(scope="module")
def spectrogram() -> Spectrogram:
    return Spectrogram(SynthesizerConfig.standard(40_000).spectrogram)


def test_frames_are_whole_hops(spectrogram: Spectrogram) -> None:
    assert spectrogram.magnitude(torch.zeros(2, 400 * 30)).shape == (2, 1025, 30)


def test_silence_lies_on_the_magnitude_floor(spectrogram: Spectrogram) -> None:
    magnitude = spectrogram.magnitude(torch.zeros(1, 8000))
    torch.testing.assert_close(magnitude, torch.full_like(magnitude, 1e-3))


def test_log_mel_lies_on_or_above_the_floor(spectrogram: Spectrogram) -> None:
    assert float(spectrogram(torch.zeros(1, 8000)).min()) >= math.log(1e-5) - 1e-6


def test_sine_peaks_at_its_bin(spectrogram: Spectrogram) -> None:
    sine = torch.sin(2 * math.pi * 1000 * torch.arange(8000) / 40_000)
    assert int(spectrogram.magnitude(sine.unsqueeze(0))[0, :, 10].argmax()) == round(1000 * 2048 / 40_000)


def test_gradients_of_silence_are_finite(spectrogram: Spectrogram) -> None:
    waveform = torch.zeros(1, 8000, requires_grad=True)
    spectrogram(waveform).sum().backward()
    assert bool(waveform.grad.isfinite().all())
