import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.models.rmvpe import FIRST_BIN_CENTS, rmvpe_log_mel
from rvc_core.pitch import rmvpe
from rvc_core.pitch.rmvpe import RmvpeExtractor
from tests.core.pitch.sung import RATE, step


class LoudestBand(torch.nn.Module):
    """A stand-in for the network that looks at one frame alone: bin 100 + 2 m is salient for mel band m."""

    def forward(self, log_mel):
        band = log_mel.argmax(dim=1)  # (B, T)
        return torch.nn.functional.one_hot(100 + 2 * band, 360).float()


class Silent(torch.nn.Module):
    """A stand-in that finds nothing salient."""

    def forward(self, log_mel):
        return torch.zeros(log_mel.shape[0], log_mel.shape[2], 360)


@pytest.fixture
def extractor():
    return RmvpeExtractor(LoudestBand(), torch.device("cpu"))


def _tone_after(seconds, total=1.6):
    times = np.arange(round(total * RATE)) / RATE
    hz = np.where(times < seconds, 300.0, 500.0)
    return np.sin(2 * np.pi * np.cumsum(hz / RATE)).astype(np.float32)


@pytest.mark.parametrize("n_samples", [0, 100, 160, 1_000, 16_159])
def test_frame_count_is_a_160th_of_the_samples(extractor, n_samples):
    assert extractor.extract(np.zeros(n_samples, np.float32)).shape == (n_samples // 160,)


def test_step_lands_on_its_frame(extractor):
    found = extractor.extract(_tone_after(0.8))
    assert abs(int(np.argmax(found > 160.0)) - 80) <= 1  # bands of about 142 and 179 Hz


def test_pitch_is_that_of_the_salient_bin(extractor):
    found = extractor.extract(_tone_after(0.8))
    bins = (1200 * np.log2(found[20] / 10) - FIRST_BIN_CENTS) / 20
    assert bins == pytest.approx(round(bins), abs=1e-3)


def test_song_in_chunks_equals_the_whole(extractor, monkeypatch):
    whole = extractor.extract(_tone_after(0.8))
    monkeypatch.setattr(rmvpe, "CHUNK_FRAMES", 32)
    monkeypatch.setattr(rmvpe, "CONTEXT_FRAMES", 8)
    np.testing.assert_array_equal(extractor.extract(_tone_after(0.8)), whole)


def test_batch_keeps_the_order(extractor):
    waveforms = [_tone_after(0.2, 1.0), _tone_after(0.5, 0.7), _tone_after(0.8, 1.0)]
    for waveform, found in zip(waveforms, extractor.extract_batch(waveforms), strict=True):
        np.testing.assert_array_equal(found, extractor.extract(waveform))


def test_nothing_salient_is_unvoiced():
    assert not RmvpeExtractor(Silent(), torch.device("cpu")).extract(step().waveform).any()


def test_other_weights_are_refused(tmp_path):
    save_file({"something.else": torch.zeros(3)}, tmp_path / "rmvpe.safetensors")
    with pytest.raises(IncompatibleCheckpointError, match="rmvpe.safetensors"):
        RmvpeExtractor.load(tmp_path / "rmvpe.safetensors", "cpu")


def test_log_mel_of_silence_lies_on_the_floor():
    assert torch.allclose(rmvpe_log_mel(torch.zeros(1, 1_600)), torch.tensor(1e-5).log())
