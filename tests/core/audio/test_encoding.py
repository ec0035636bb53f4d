import errno
import shutil
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile

from rvc_core.audio import AI_GENERATED_COMMENT, AudioClip, check_output, load_audio, read_tags, save_audio
from rvc_core.audio import encoding as encoding_module
from rvc_core.errors import ConfigError
from tests.core.audio.signals import noise, sine


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
def test_16_bit_file_holds_the_same_numbers(tmp_path, name):
    waveform = np.round(np.clip(noise(0.5, amplitude=0.4), -1, 0.99) * 32768) / np.float32(32768)
    save_audio(tmp_path / name, AudioClip(waveform, 16_000))
    np.testing.assert_array_equal(load_audio(tmp_path / name).waveform, waveform)


def test_float_wav_is_exact(tmp_path):
    waveform = noise(0.5)
    save_audio(tmp_path / "a.wav", AudioClip(waveform, 40_000), format="wav-float")
    np.testing.assert_array_equal(load_audio(tmp_path / "a.wav").waveform, waveform)


def test_loud_samples_are_clipped(tmp_path):
    save_audio(tmp_path / "a.wav", AudioClip(np.array([2.0, -2.0], np.float32), 16_000))
    assert soundfile.read(tmp_path / "a.wav", dtype="int16")[0].tolist() == [32767, -32768]


def test_stereo_keeps_its_channels(tmp_path):
    waveform = np.stack([np.full(64, 0.5), np.full(64, -0.5)]).astype(np.float32)
    save_audio(tmp_path / "a.wav", AudioClip(waveform, 16_000))
    np.testing.assert_array_equal(load_audio(tmp_path / "a.wav", mono=False).waveform, waveform)


@pytest.mark.parametrize("rate", [44_100, 48_000, 32_000])
def test_mp3_is_as_long_as_the_clip(tmp_path, rate):
    save_audio(tmp_path / "a.mp3", AudioClip(sine(220, 1.234, rate), rate))
    assert load_audio(tmp_path / "a.mp3").n_samples == round(1.234 * rate)


def test_mp3_of_40_khz_is_written_at_a_rate_mp3_has(tmp_path):
    save_audio(tmp_path / "a.mp3", AudioClip(sine(220, 1.0, 40_000), 40_000))
    assert load_audio(tmp_path / "a.mp3").sample_rate == 44_100


@pytest.mark.parametrize("format", ["wav", "wav-float", "flac", "mp3"])
def test_tag_reads_back(tmp_path, format):
    clip = AudioClip(sine(220, 0.5), 44_100)
    save_audio(tmp_path / "cover", clip, format=format, tags={"comment": AI_GENERATED_COMMENT})
    assert read_tags(tmp_path / "cover")["comment"] == AI_GENERATED_COMMENT


def test_failed_write_leaves_the_old_file(tmp_path):
    clip = AudioClip(sine(220, 0.5), 44_100)
    save_audio(tmp_path / "a.wav", clip)
    before = (tmp_path / "a.wav").read_bytes()
    with pytest.raises(ConfigError):
        save_audio(tmp_path / "a.wav", clip, tags={"no such tag": "x"})
    assert (tmp_path / "a.wav").read_bytes() == before


def test_failed_write_leaves_nothing_beside(tmp_path):
    with pytest.raises(ConfigError):
        save_audio(tmp_path / "a.wav", AudioClip(sine(220, 0.5), 44_100), tags={"no such tag": "x"})
    assert list(tmp_path.iterdir()) == []


def test_unknown_format_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="xyz"):
        save_audio(tmp_path / "a.xyz", AudioClip(sine(220, 0.5), 44_100))


def test_folder_is_made(tmp_path):
    save_audio(tmp_path / "new" / "a.wav", AudioClip(sine(220, 0.5), 44_100))
    assert (tmp_path / "new" / "a.wav").is_file()


@pytest.mark.parametrize(("name", "channels"), [("a.ogg", 1), ("a", 1), ("a.mp3", 6), ("a.flac", 9)])
def test_output_that_cannot_be_written_is_refused_beforehand(tmp_path, name, channels):
    with pytest.raises(ConfigError):
        check_output(tmp_path / name, channels)


@pytest.mark.parametrize(("name", "channels"), [("a.wav", 6), ("a.FLAC", 8), ("a.mp3", 2)])
def test_output_that_can_be_written_passes(tmp_path, name, channels):
    assert check_output(tmp_path / name, channels) is None


def _refuse_to_write(sound, frames):
    raise soundfile.LibsndfileError(2)


@pytest.mark.parametrize(("free_bytes", "number"), [(0, errno.ENOSPC), (10**9, errno.EIO)])
def test_failed_write_is_an_error_of_the_system(tmp_path, monkeypatch, free_bytes, number):
    monkeypatch.setattr(soundfile.SoundFile, "write", _refuse_to_write)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free_bytes))
    with pytest.raises(OSError, match=r"a\.wav") as raised:
        save_audio(tmp_path / "a.wav", AudioClip(sine(220, 0.5), 44_100))
    assert raised.value.errno == number


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_full_disk_is_told(tmp_path, monkeypatch):
    @contextmanager
    def full(path):
        yield Path("/dev/full")

    monkeypatch.setattr(encoding_module, "atomic_path", full)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=0))
    with pytest.raises(OSError, match=r"a\.wav") as raised:
        save_audio(tmp_path / "a.wav", AudioClip(sine(220, 5.0), 44_100))
    assert raised.value.errno == errno.ENOSPC
