import numpy as np
import pytest
from fake_voices import NoiseModel, fake_voice, run, sung

from rvc_core.audio import AudioClip
from rvc_core.config import ConversionOptions
from rvc_core.events import StageAdvanced
from rvc_core.inference.conversion import convert_voice
from rvc_core.inference.mixing import channel_balance, mix, place_voice
from tests.core.memory import allocating_at_most

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
    assert place_voice(converted, noise(*shape), 0.25).waveform.shape == shape


def test_placed_voice_follows_the_balance_of_the_vocals():
    vocals = AudioClip(noise(2, 9000).waveform * np.array([[1.0], [0.5]], np.float32), RATE)
    placed = place_voice(noise(9000), vocals, 0.25).waveform
    assert np.std(placed[1]) / np.std(placed[0]) == pytest.approx(0.5, rel=0.05)


def test_transposing_mix_holds_no_second_accompaniment():
    voice, rest = noise(2, 700_000), noise(2, 700_000)
    with allocating_at_most(3.3 * voice.waveform.nbytes):
        run(mix(voice, rest, 0.0, 0.0, -12))


def sung_by_the_same_voice(vocals: AudioClip) -> AudioClip:
    """Return the placed voice of a conversion that changes nothing: it comes as the mean of the channels."""
    return place_voice(vocals.to_mono(), vocals, envelope_mix=0.0)


def power_db(clip: AudioClip) -> float:
    return float(10 * np.log10(np.square(clip.waveform).sum(axis=0).mean()))


VOICES = {
    "centred": np.repeat(noise(1, 9000).waveform, 2, axis=0),
    "left alone": noise(2, 9000).waveform * np.array([[1.0], [0.0]], np.float32),
    "wide": noise(2, 9000).waveform,
    "centre of six channels": noise(6, 9000).waveform * (np.arange(6) == 2)[:, None].astype(np.float32),
    "mono": noise(9000).waveform[None],
}


@pytest.mark.parametrize("place", VOICES)
def test_placed_voice_is_as_loud_as_the_vocals(place: str):
    vocals = AudioClip(VOICES[place], RATE)
    assert power_db(sung_by_the_same_voice(vocals)) == pytest.approx(power_db(vocals), abs=0.1)


def test_centred_voice_is_placed_as_it_is():
    vocals = AudioClip(VOICES["centred"], RATE)
    assert np.array_equal(sung_by_the_same_voice(vocals).waveform, vocals.waveform)


@pytest.mark.parametrize("share", [-1.0, -0.98])
def test_voice_in_antiphase_needs_no_lift(share: float):
    vocals = AudioClip(VOICES["centred"] * np.array([[1.0], [share]], np.float32), RATE)
    assert channel_balance(vocals, 0.0) == pytest.approx([1.0, -share], abs=0.02)


def test_voice_that_is_half_cancelled_is_lifted_by_a_bounded_gain():
    vocals = AudioClip(VOICES["centred"] * np.array([[1.0], [-0.55]], np.float32), RATE)
    lift_db = 10 * np.log10(np.mean(channel_balance(vocals, 0.0) ** 2))
    assert lift_db == pytest.approx(8.0, abs=0.01)


@pytest.mark.parametrize("envelope_mix", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("gains", [(2**0.5, 0.0), (1.3, 0.31**0.5)])
def test_voice_to_one_side_is_converted_as_loud_as_a_centred_one(
    gains: tuple[float, float], envelope_mix: float
):
    options = ConversionOptions(retrieval_ratio=0.0, envelope_mix=envelope_mix)
    voice, powers_db = sung(4.0, RATE).waveform, []
    for pair in (gains, (1.0, 1.0)):
        vocals = AudioClip(np.stack([gain * voice for gain in pair]).astype(np.float32), RATE)
        converted = run(convert_voice(fake_voice(NoiseModel()), vocals, options)).clip
        powers_db.append(power_db(place_voice(converted, vocals, envelope_mix)))
    assert powers_db[0] == pytest.approx(powers_db[1], abs=0.1)
