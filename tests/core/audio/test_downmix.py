"""Channels that cancel each other out."""

import numpy as np
import pytest
import soundfile

from rvc_core.audio import AudioClip, load_audio, mix_to_mono
from tests.core.audio.signals import noise, sine, write_wav

VOICE = sine(220, 1.0)


def rms(waveform: np.ndarray) -> float:
    return float(np.sqrt(np.mean(waveform**2, dtype=np.float64)))


@pytest.mark.parametrize("opposed", [-VOICE, -0.8 * VOICE, 0.02 - VOICE])
def test_opposed_channels_keep_their_sound(opposed):
    assert rms(mix_to_mono(np.stack([VOICE, opposed]))) > 0.85 * rms(VOICE)


def test_opposed_channels_of_a_file_keep_their_sound(tmp_path):
    write_wav(tmp_path / "a.wav", np.stack([VOICE, -VOICE], axis=1))
    assert rms(load_audio(tmp_path / "a.wav").waveform) == pytest.approx(rms(VOICE), rel=1e-3)


def test_opposed_channels_of_a_file_are_noted(tmp_path):
    write_wav(tmp_path / "a.wav", np.stack([VOICE, -VOICE], axis=1))
    assert [note.code for note in load_audio(tmp_path / "a.wav").notes] == ["channels_opposed"]


def test_part_of_a_file_with_opposed_channels_keeps_its_sound(tmp_path):
    soundfile.write(tmp_path / "a.flac", np.stack([VOICE, -VOICE], axis=1), 44_100)
    part = load_audio(tmp_path / "a.flac", start_seconds=0.5, seconds=0.25)
    assert (part.n_samples, rms(part.waveform) > 0.9 * rms(VOICE)) == (11_025, True)


def test_opposed_pair_among_others_keeps_its_sound():
    channels = np.stack([VOICE, -VOICE, np.zeros_like(VOICE)])
    assert rms(mix_to_mono(channels)) > 0.6 * rms(VOICE)


@pytest.mark.parametrize("right", [VOICE, 0.0 * VOICE, noise(1.0, 44_100), -0.4 * VOICE])
def test_other_channels_are_averaged(right):
    np.testing.assert_allclose(mix_to_mono(np.stack([VOICE, right])), (VOICE + right) / 2, atol=1e-7)


def test_mono_clip_of_opposed_channels_has_a_note():
    clip = AudioClip(np.stack([VOICE, -VOICE]), 44_100).to_mono()
    assert [note.code for note in clip.notes] == ["channels_opposed"]
