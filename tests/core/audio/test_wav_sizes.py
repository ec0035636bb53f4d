"""Wav files whose header does not tell the truth."""

import struct
from pathlib import Path

import numpy as np
import pytest

from rvc_core.audio import load_audio
from rvc_core.errors import DecodeError
from tests.core.audio.signals import sine, write_wav

SIZES_AT = (4, 40)  # of RIFF and of the sound


def wav_with_sizes(folder: Path, riff: int, data: int, behind: bytes = b"") -> Path:
    content = bytearray(write_wav(folder / "a.wav", sine(220, 3.0)).read_bytes())
    for place, size in zip(SIZES_AT, (riff, data), strict=True):
        content[place : place + 4] = struct.pack("<I", size)
    (folder / "a.wav").write_bytes(content + behind)
    return folder / "a.wav"


@pytest.mark.parametrize(
    "riff,data",
    [
        (0x7FFFF024, 0x7FFFF000),  # SoX through a pipe
        (0x7FFFF020, 0x7FFFEFFC),
        (0xFFFFF024, 0xFFFFF000),
        (0xFFFFFFFF, 0xFFFFFFFF),  # FFmpeg through a pipe
        (0x80000024, 0x80000000),
        (0, 0),  # recorders that were cut off
        (36, 0),
        (4088, 4052),
        (36 + 88_200, 88_200),  # 1 of 3 s
    ],
)
def test_wav_with_a_size_that_cannot_be_is_read_to_its_end(tmp_path, riff, data):
    clip = load_audio(wav_with_sizes(tmp_path, riff, data))
    np.testing.assert_allclose(clip.waveform, sine(220, 3.0), atol=1e-4)


def test_wav_read_to_its_end_is_noted(tmp_path):
    clip = load_audio(wav_with_sizes(tmp_path, 0, 0))
    assert [note.code for note in clip.notes] == ["wav_size_unknown"]


def test_part_of_a_wav_without_size_equals_the_slice_of_the_whole(tmp_path):
    clip = load_audio(wav_with_sizes(tmp_path, 0, 0), start_seconds=2.0, seconds=0.5)
    np.testing.assert_allclose(clip.waveform, sine(220, 3.0)[88_200:110_250], atol=1e-4)


@pytest.mark.parametrize(
    "behind",
    [
        b"",
        b"LIST" + struct.pack("<I", 2_000) + bytes(2_000),
        b"TAG" + bytes(2_000),
        b"ID3\x03" + bytes(2_000),
    ],
)
def test_what_is_behind_the_sound_is_no_sound(tmp_path, behind):
    clip = load_audio(wav_with_sizes(tmp_path, 36 + 264_600 + len(behind), 264_600, behind))
    assert (clip.n_samples, clip.notes) == (132_300, ())


@pytest.mark.parametrize("data", [264_600 + 1_000_000, 0x70000000])
def test_wav_that_is_cut_short_is_named(tmp_path, data):
    with pytest.raises(DecodeError, match="cut short"):
        load_audio(wav_with_sizes(tmp_path, 36 + data, data))
