"""The training mel spectrograms at every rate, with the classic floors."""

import re

import numpy as np
import pytest
import torch
from golden_files import golden, golden_names

from rvc_core.audio.spectrogram import Spectrogram
from rvc_core.config import SynthesizerConfig


@pytest.mark.parametrize("name", golden_names("mel_*.npz"))
def test_log_mel_equals_reference(name: str) -> None:
    numbers = golden(name)
    sample_rate = 1000 * int(re.fullmatch(r"mel_(\d+)k\.npz", name)[1])
    spectrogram = Spectrogram(SynthesizerConfig.standard(sample_rate).spectrogram)
    log_mel = spectrogram(torch.from_numpy(numbers["audio"]).unsqueeze(0))[0]
    np.testing.assert_allclose(log_mel.numpy(), numbers["log_mel"], rtol=0, atol=1e-3)
