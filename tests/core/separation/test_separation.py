from pathlib import Path

import numpy as np
import pytest

from rvc_core.audio import AudioClip
from rvc_core.errors import ConfigError, IncompatibleCheckpointError
from rvc_core.events import drive
from rvc_core.separation import Separator, available_separators, load_separator
from rvc_core.separation.spleeter import load_spleeter
from tests.core.audio.signals import sung_vowel

RATE = 44_100


@pytest.fixture(scope="module")
def spleeter() -> Separator:
    return load_separator("spleeter", device="cpu")


def sung_line(seconds: float) -> np.ndarray:
    """Return a gliding voice in the middle, `(2, N)`."""
    return np.tile(sung_vowel(seconds, RATE, glide_octaves=0.4), (2, 1))


def band(seconds: float) -> np.ndarray:
    """Return steady chords to the sides and a beat, `(2, N)`."""
    time = np.arange(round(seconds * RATE)) / RATE
    left = sum(np.sin(2 * np.pi * hz * time) for hz in (130.8, 329.6, 784.0))
    right = sum(np.sin(2 * np.pi * hz * time) for hz in (196.0, 523.3, 1046.5))
    beat = np.random.default_rng(1).normal(size=len(time)) * np.exp(-40.0 * (time % 0.5))
    return np.stack([0.04 * left + 0.1 * beat, 0.04 * right + 0.1 * beat]).astype(np.float32)


def vocals_of(separator: Separator, waveform: np.ndarray) -> np.ndarray:
    return drive(separator.separate(AudioClip(waveform, RATE)))["vocals"].waveform


def sdr_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    return float(10 * np.log10(np.sum(reference**2) / np.sum((reference - estimate) ** 2)))


def test_voice_comes_out_clearer_than_it_was(spleeter: Separator):
    voice, rest = sung_line(6.0), band(6.0)
    assert sdr_db(voice, vocals_of(spleeter, voice + rest)) > sdr_db(voice, voice + rest) + 4.0


def test_silence_stays_silent(spleeter: Separator):
    assert not vocals_of(spleeter, np.zeros((2, 50_000), np.float32)).any()


def test_separation_repeats_itself(spleeter: Separator):
    song = sung_line(2.0) + band(2.0)
    assert np.array_equal(vocals_of(spleeter, song), vocals_of(spleeter, song))


def test_inverted_channel_gives_the_inverted_voice(spleeter: Separator):
    song, turned = sung_line(2.0) + band(2.0), np.array([[1.0], [-1.0]], np.float32)
    assert np.allclose(vocals_of(spleeter, song * turned), vocals_of(spleeter, song) * turned, atol=1e-5)


def test_constant_offset_stays_with_the_accompaniment(spleeter: Separator):
    song = sung_line(3.0) + band(3.0)
    kept = slice(8192, -8192)
    moved = vocals_of(spleeter, song + np.float32(0.2))[:, kept]
    assert sdr_db(vocals_of(spleeter, song)[:, kept], moved) > 20.0


def test_automatic_separator_needs_no_folder_of_weights(tmp_path: Path):
    assert load_separator("auto", pretrained_dir=tmp_path).name == "spleeter"


def test_present_separators_have_no_reason_against_them():
    assert available_separators()["spleeter"] is None


def test_unknown_separator_is_refused():
    with pytest.raises(ConfigError, match="spleeter"):
        load_separator("magic")


def test_weights_of_another_network_are_refused_by_name():
    path = Path("pretrained/starter/content.safetensors")
    with pytest.raises(IncompatibleCheckpointError, match=r"content\.safetensors"):
        load_spleeter(path)
