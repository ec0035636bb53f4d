from pathlib import Path

import numpy as np
import pytest
import soundfile

from rvc_core.audio import load_audio, probe_audio
from tests.core.audio.signals import noise, sine

RATE = 44_100
JOIN_SECONDS = 0.1  # the encoder's silence before and after each part


def mp3(path: Path, waveform: np.ndarray, sample_rate: int = RATE, mode: str = "CONSTANT") -> bytes:
    """Return an mp3 that tells its length in its first frame."""
    soundfile.write(path, waveform, sample_rate, format="MP3", subtype="MPEG_LAYER_III", bitrate_mode=mode)
    return path.read_bytes()


def id3(size: int) -> bytes:
    """Return a tag with a picture of `size` random bytes."""
    length = bytes((size >> shift) & 127 for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + length + np.random.default_rng(0).bytes(size)


def without_contents(data: bytes) -> bytes:
    """Return an mp3 of 44.1 kHz without the first frame, which tells its length."""
    kilobits = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)[data[2] >> 4]
    return data[144_000 * kilobits // RATE + (data[2] >> 1 & 1) :]


@pytest.fixture(params=["plain", "tagged", "stereo", "other rate", "no contents"])
def underrated(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return an mp3 of 5 s whose first frames make it look shorter."""
    first, second = noise(2.0, RATE), sine(440, 3.0)
    head, tail, path = (
        mp3(tmp_path / "a.mp3", first),
        mp3(tmp_path / "b.mp3", second),
        tmp_path / "joined.mp3",
    )
    if request.param == "tagged":
        tail = id3(200_000) + tail
    if request.param == "stereo":
        tail = mp3(tmp_path / "b.mp3", np.stack([second, second], axis=1))
    if request.param == "other rate":
        tail = mp3(tmp_path / "b.mp3", sine(440, 3.0, 48_000), 48_000)
    if request.param == "no contents":
        sound = np.concatenate([3.0 * first, 0.01 * second])  # many bits a second, then few
        head, tail = without_contents(mp3(tmp_path / "a.mp3", sound, mode="VARIABLE")), b""
    path.write_bytes(head + tail)
    return path


def test_mp3_longer_than_it_looks_is_read_to_its_end(underrated: Path):
    clip = load_audio(underrated)
    assert clip.sample_rate == RATE
    assert clip.duration_seconds == pytest.approx(5.0, abs=2 * JOIN_SECONDS)
    assert np.std(clip.waveform[round(3.5 * RATE) : round(4.5 * RATE)]) > 1e-3


def test_probe_tells_the_real_length_of_an_mp3_longer_than_it_looks(underrated: Path):
    assert probe_audio(underrated).duration_seconds == load_audio(underrated).duration_seconds


def test_junk_behind_an_mp3_adds_nothing(tmp_path: Path):
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3(path, noise(2.0, RATE)) + np.random.default_rng(0).bytes(200_000))
    assert load_audio(path).n_samples == 2 * RATE


def test_tag_before_an_mp3_adds_nothing(tmp_path: Path):
    path = tmp_path / "a.mp3"
    path.write_bytes(id3(200_000) + mp3(path, noise(2.0, RATE)))
    assert load_audio(path).n_samples == 2 * RATE


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.05, 1.0, 3.3])
def test_length_that_an_mp3_tells_is_kept(tmp_path: Path, sample_rate: int, seconds: float):
    mp3(tmp_path / "a.mp3", noise(seconds, sample_rate), sample_rate)
    assert load_audio(tmp_path / "a.mp3").n_samples == round(seconds * sample_rate)
