"""Held-out scores: true on planted resyntheses."""

from collections.abc import Callable

import numpy as np
import planted
import pytest
import torch
from torch import Tensor, nn

from rvc_core.data.dataset import Example
from rvc_core.events import StageAdvanced
from rvc_core.pitch import load_pitch_extractor
from rvc_core.training.held_out import HeldOut, listening_sample

NOW = StageAdvanced("training", 0, 1)


def example(seconds: float = 2.0) -> Example:
    waveform = planted.harmonic_voice(seconds)
    frames = len(waveform) // 320
    f0_hz = np.full(frames, planted.F0_HZ, np.float32)
    return Example("voice", np.zeros((frames // 2, 2), np.float32), f0_hz, waveform[: frames * 320])


class Parrot(nn.Module):
    """Says a planted waveform whatever it is given."""

    def __init__(self, waveform: np.ndarray) -> None:
        super().__init__()
        self.waveform = nn.Parameter(torch.from_numpy(waveform)[None], requires_grad=False)

    def infer(self, content: Tensor, f0_hz: Tensor, generator: torch.Generator) -> Tensor:
        return self.waveform[:, : f0_hz.shape[1] * 320]


@pytest.fixture(scope="module")
def score() -> Callable[[np.ndarray], dict[str, float]]:
    held_out = HeldOut([example()], planted.SAMPLE_RATE, load_pitch_extractor("pm"))

    def scores_of(waveform: np.ndarray) -> dict[str, float]:
        pipeline = held_out.score(Parrot(waveform), NOW)
        while True:
            try:
                next(pipeline)
            except StopIteration as finished:
                return finished.value

    return scores_of


def test_perfect_resynthesis_has_no_mel_distance(score: Callable) -> None:
    assert score(planted.harmonic_voice(2.0))["mel_distance"] == 0.0


def test_perfect_resynthesis_has_no_f0_error(score: Callable) -> None:
    assert score(planted.harmonic_voice(2.0))["f0_error_cents"] < 5.0


def test_octave_error_is_1200_cents(score: Callable) -> None:
    wrong = planted.harmonic_voice(2.0, f0_hz=2 * planted.F0_HZ)
    assert score(wrong)["f0_error_cents"] == pytest.approx(1200.0, abs=10.0)


def test_unvoiced_resynthesis_of_a_voiced_slice_is_a_voicing_error(score: Callable) -> None:
    noise = np.random.default_rng(0).normal(0.0, 0.1, 2 * planted.SAMPLE_RATE).astype(np.float32)
    assert score(noise)["voicing_error"] > 0.9


def test_no_held_out_slices_say_nothing() -> None:
    held_out = HeldOut([], planted.SAMPLE_RATE, load_pitch_extractor("pm"))
    with pytest.raises(StopIteration) as finished:
        next(held_out.score(nn.Linear(1, 1), NOW))
    assert finished.value.value == {}


def test_listening_sample_is_of_the_longest_example() -> None:
    clip = listening_sample(Parrot(planted.harmonic_voice(3.0)), [example(1.0), example(2.0)], 32_000)
    assert clip.duration_seconds == 2.0
