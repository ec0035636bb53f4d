"""The training mel spectrograms at the three rates, with the classic floors."""

import numpy as np
import pytest
import torch
from golden_files import golden

from rvc_core.audio.spectrogram import Spectrogram
from rvc_core.config import SynthesizerConfig


@pytest.mark.parametrize("sample_rate", [32_000, 40_000, 48_000])
def test_log_mel_equals_reference(sample_rate: int) -> None:
    numbers = golden(f"mel_{sample_rate // 1000}k.npz")
    spectrogram = Spectrogram(SynthesizerConfig.standard(sample_rate).spectrogram)
    log_mel = spectrogram(torch.from_numpy(numbers["audio"]).unsqueeze(0))[0]
    np.testing.assert_allclose(log_mel.numpy(), numbers["log_mel"], rtol=0, atol=1e-3)
