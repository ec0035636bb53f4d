import math

import pytest
import torch

from rvc_core.models import coarse_f0
from rvc_core.models.source import HarmonicSource, sine_at

RATE, HOP = 40_000, 400


@pytest.fixture
def source() -> HarmonicSource:
    """A source that passes its excitation through, but for the final tanh."""
    module = HarmonicSource(RATE, HOP)
    torch.nn.init.ones_(module.l_linear.weight)
    torch.nn.init.zeros_(module.l_linear.bias)
    return module


def excitation(source: HarmonicSource, f0_hz: torch.Tensor, noise_scale: float) -> torch.Tensor:
    with torch.no_grad():
        return source(f0_hz, noise_scale, torch.Generator().manual_seed(0)).atanh()


def test_voiced_amplitude_is_a_tenth(source: HarmonicSource) -> None:
    assert float(excitation(source, torch.full((1, 50), 100.0), 0.0).max()) == pytest.approx(0.1, abs=1e-5)


def test_100_hz_repeats_every_400_samples(source: HarmonicSource) -> None:
    sine = excitation(source, torch.full((1, 50), 100.0), 0.0)
    torch.testing.assert_close(sine[..., 400:], sine[..., :-400], rtol=0, atol=1e-6)


def test_unvoiced_is_noise_of_a_thirtieth(source: HarmonicSource) -> None:
    noise = excitation(source, torch.zeros(1, 200), 1.0)
    assert float(noise.std()) == pytest.approx(0.1 / 3, rel=0.02)


def test_unvoiced_is_silent_without_noise(source: HarmonicSource) -> None:
    assert not excitation(source, torch.zeros(1, 20), 0.0).any()


def test_phase_is_exact_after_ten_minutes() -> None:
    f0_hz = 987.77
    sine = sine_at(torch.full((1, 60_000), f0_hz), RATE, HOP)[0, -HOP:]
    samples = torch.arange(60_000 * HOP - HOP + 1, 60_000 * HOP + 1, dtype=torch.float64)
    exact = torch.sin(2 * math.pi * ((samples * float(torch.tensor(f0_hz)) / RATE) % 1.0))
    torch.testing.assert_close(sine.double(), exact, rtol=0, atol=1e-5)


def test_sine_goes_on_in_phase() -> None:
    f0_hz = 80.0 + 320.0 * torch.rand(1, 400, generator=torch.Generator().manual_seed(2))
    f0_hz[:, 50:70] = 0.0
    parted = sine_at(f0_hz[:, 120:], RATE, HOP, f0_hz[:, :120])
    torch.testing.assert_close(parted, sine_at(f0_hz, RATE, HOP)[:, 120 * HOP :], rtol=0, atol=1e-5)


def test_noise_is_the_same_for_the_same_seed(source: HarmonicSource) -> None:
    f0_hz = torch.full((1, 5), 200.0)
    assert torch.equal(excitation(source, f0_hz, 1.0), excitation(source, f0_hz, 1.0))


@pytest.mark.parametrize(
    ("f0_hz", "expected"),
    [(0, 1), (50, 1), (55, 3), (110, 23), (220, 60), (440, 122), (880, 217), (1100, 255), (4000, 255)],
)
def test_coarse_f0_follows_the_published_table(f0_hz: float, expected: int) -> None:
    assert int(coarse_f0(torch.tensor(float(f0_hz)))) == expected
