import tracemalloc

import numpy as np
import pytest
from fake_voices import run

from rvc_core.audio import AudioClip
from rvc_core.events import StageAdvanced
from rvc_core.inference.mixing import mix, place_voice

RATE = 22_050


def noise(*shape: int, level: float = 0.1) -> AudioClip:
    return AudioClip(np.random.default_rng(0).normal(0.0, level, shape).astype(np.float32), RATE)


def test_mix_is_the_sum_of_both():
    voice, rest = noise(2, 5000), noise(2, 5000)
    assert np.allclose(run(mix(voice, rest, 0.0, 0.0)).waveform, voice.waveform + rest.waveform, atol=1e-6)


def test_vocal_gain_is_in_decibels():
    voice = noise(2, 5000, level=0.01)
    assert np.allclose(run(mix(voice, None, 20.0, 0.0)).waveform, 10.0 * voice.waveform, atol=1e-5)


def test_accompaniment_gain_leaves_the_voice():
    voice, rest = noise(2, 5000), noise(2, 5000)
    mixed = run(mix(voice, rest, 0.0, -60.0)).waveform
    assert np.allclose(mixed, voice.waveform + 0.001 * rest.waveform, atol=1e-5)


def test_mix_stays_within_full_scale():
    loud = noise(2, 5000, level=1.0)
    assert np.abs(run(mix(loud, loud, 6.0, 6.0)).waveform).max() <= 0.99


def test_mix_leaves_the_stems_as_they_are():
    voice, rest = noise(2, 5000), noise(2, 5000)
    run(mix(voice, rest, 3.0, 3.0))
    assert np.array_equal(voice.waveform, noise(2, 5000).waveform)


def test_transposed_mix_counts_its_blocks():
    events = []
    run(mix(noise(2, 60_000), noise(2, 60_000), 0.0, 0.0, 3), events)
    done = [event.done for event in events if isinstance(event, StageAdvanced)]
    assert done == list(range(1, events[-1].total + 1))


@pytest.mark.parametrize("shape", [(50_001,), (1, 50_001), (2, 50_001)])
def test_placed_voice_has_the_shape_of_the_song(shape: tuple[int, ...]):
    converted = AudioClip(np.zeros(round(50_001 * 40_000 / RATE), np.float32), 40_000)
    assert place_voice(converted, noise(*shape)).waveform.shape == shape


def test_placed_voice_follows_the_balance_of_the_vocals():
    vocals = AudioClip(noise(2, 9000).waveform * np.array([[1.0], [0.5]], np.float32), RATE)
    placed = place_voice(noise(9000), vocals).waveform
    assert np.std(placed[1]) / np.std(placed[0]) == pytest.approx(0.5, rel=0.05)


def test_transposing_mix_holds_no_second_accompaniment():
    voice, rest = noise(2, 700_000), noise(2, 700_000)
    tracemalloc.start()
    run(mix(voice, rest, 0.0, 0.0, -12))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak <= 3.3 * voice.waveform.nbytes
