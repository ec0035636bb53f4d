import math

import numpy as np
import pytest
import torch

from rvc_core.errors import ConfigError
from rvc_core.models.source_filter import (
    SourceFilterConfig,
    SourceFilterSynthesizer,
    minimum_phase,
    pulse_train,
)
from rvc_core.models.source_filter_loss import MultiResolutionMel, StarterBatch, starter_loss
from rvc_core.models.starter_base import new_voice

CONFIG = SourceFilterConfig(
    content_dim=6, n_speakers=3, sample_rate=16_000, n_fft=640, width=24, inner=32, dilations=(1, 2)
)


@pytest.fixture
def model() -> SourceFilterSynthesizer:
    torch.manual_seed(0)
    return SourceFilterSynthesizer(CONFIG).eval()


def content_of(frames: int) -> torch.Tensor:
    return torch.rand(1, frames, 6, generator=torch.Generator().manual_seed(1))


def strongest_hz(waveform: torch.Tensor, sample_rate: int, low: float, high: float) -> float:
    spectrum = np.abs(np.fft.rfft(waveform.numpy() * np.hanning(len(waveform))))
    hz = np.fft.rfftfreq(len(waveform), 1 / sample_rate)
    inside = (hz > low) & (hz < high)
    return float(hz[inside][spectrum[inside].argmax()])


def test_waveform_has_a_hop_per_frame(model: SourceFilterSynthesizer):
    assert model.infer(content_of(37), torch.full((1, 37), 200.0)).shape == (1, 37 * 160)


def test_zero_noise_scales_make_the_result_repeatable(model: SourceFilterSynthesizer):
    f0_hz = torch.full((1, 30), 200.0)
    first, second = (model.infer(content_of(30), f0_hz, 0, 0.0, 0.0) for _ in range(2))
    assert torch.equal(first, second)


def test_speakers_sound_different(model: SourceFilterSynthesizer):
    f0_hz = torch.full((1, 30), 200.0)
    first, second = (model.infer(content_of(30), f0_hz, speaker, 0.0, 0.0) for speaker in (0, 1))
    assert not torch.allclose(first, second)


def test_model_without_f0_is_refused(model: SourceFilterSynthesizer):
    with pytest.raises(ConfigError, match="F0"):
        model.infer(content_of(10), None)


@pytest.mark.parametrize("f0", [50.0, 220.0, 1100.0])
def test_pulses_follow_f0(f0: float):
    waveform = pulse_train(torch.full((1, 200), f0), 16_000)[0]
    assert strongest_hz(waveform, 16_000, 0.7 * f0, 1.4 * f0) == pytest.approx(f0, abs=1.0)


@pytest.mark.parametrize("f0", [60.0, 333.0, 1000.0])
def test_pulses_have_unit_power(f0: float):
    waveform = pulse_train(torch.full((1, 200), f0), 32_000)
    assert waveform.square().mean().item() == pytest.approx(1.0, abs=0.1)


def test_unvoiced_frames_hold_no_pulses():
    f0_hz = torch.full((1, 40), 200.0)
    f0_hz[:, 20:] = 0.0
    assert pulse_train(f0_hz, 16_000)[:, 20 * 160 :].abs().max() == 0


@pytest.mark.parametrize("lead", [1, 60, 135, 170, 230])  # within the silence, a note, a gap and another note
def test_pulses_go_on_in_phase(lead: int):
    f0_hz = 200.0 + 30.0 * torch.sin(torch.arange(400.0) / 9.0)[None]
    f0_hz[:, :50] = f0_hz[:, 130:180] = f0_hz[:, 300:310] = 0.0
    whole = pulse_train(f0_hz, 16_000)[:, lead * 160 :]
    parted = pulse_train(f0_hz[:, lead:], 16_000, f0_hz[:, :lead])
    torch.testing.assert_close(parted, whole, rtol=0, atol=0.05)  # of peaks of 9


def test_minimum_phase_keeps_the_magnitude():
    log_magnitude = torch.randn(1, 33, 4, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(minimum_phase(log_magnitude).abs().log(), log_magnitude, atol=1e-4, rtol=1e-4)


def test_minimum_phase_of_a_one_pole_filter_is_its_own_response():
    hz = torch.linspace(0, math.pi, 513)
    response = 1.0 / (1.0 - 0.5 * torch.exp(-1j * hz))
    found = minimum_phase(response.abs().log()[None, :, None])[0, :, 0]
    torch.testing.assert_close(found, response.to(torch.complex64), atol=1e-4, rtol=1e-4)


def test_new_voice_begins_as_the_mean_of_all(model: SourceFilterSynthesizer):
    torch.testing.assert_close(new_voice(model).emb_g.weight[0], model.emb_g.weight.mean(dim=0))


def test_loss_ignores_what_is_above_the_bandwidth():
    distance = MultiResolutionMel(16_000)
    time = torch.arange(16_000) / 16_000
    low = 0.1 * torch.randn(1, 16_000, generator=torch.Generator().manual_seed(0))
    with_treble = low + torch.hann_window(16_000) * torch.sin(2 * math.pi * 7000 * time)
    narrow, wide = (distance(with_treble, low, torch.tensor([hz])) for hz in (3000.0, 8000.0))
    assert narrow < 0.1 * wide


def test_a_few_steps_lower_the_loss(model: SourceFilterSynthesizer):
    torch.manual_seed(0)
    waveform = 0.3 * pulse_train(torch.full((1, 40), 150.0), 16_000)
    batch = StarterBatch(
        content_of(40), torch.full((1, 40), 150.0), torch.tensor([0]), waveform, torch.tensor([8000.0])
    )
    distance, optimiser = MultiResolutionMel(16_000), torch.optim.AdamW(model.parameters(), 3e-3)
    losses = []
    for _ in range(15):
        loss = starter_loss(model, batch, distance, torch.float32)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.8 * losses[0]
