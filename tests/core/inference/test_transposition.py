import numpy as np
import pytest

from rvc_core.audio import AudioClip
from rvc_core.inference.transposition import Transposer

RATE = 32_000


def transposed(waveform: np.ndarray, semitones: int, block_frames: int = 64) -> np.ndarray:
    transposer = Transposer(AudioClip(waveform.astype(np.float32), RATE), semitones, block_frames)
    moved = np.concatenate(list(transposer.blocks()), axis=1)
    return moved.reshape(waveform.shape)


def tone(f0_hz: float, seconds: float = 1.5) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * f0_hz * np.arange(round(seconds * RATE)) / RATE)


@pytest.mark.parametrize("semitones", [-12, -7, -1, 4, 12])
def test_tone_moves_by_the_semitones(semitones: int):
    moved = transposed(tone(440.0), semitones)
    spectrum = np.abs(np.fft.rfft(moved * np.hanning(len(moved))))
    peak_hz = np.argmax(spectrum) * RATE / len(moved)
    assert peak_hz == pytest.approx(440.0 * 2 ** (semitones / 12), rel=0.003)


@pytest.mark.parametrize("semitones", [-5, 3])
def test_tone_keeps_its_loudness(semitones: int):
    middle = slice(RATE // 4, RATE)
    assert np.std(transposed(tone(440.0), semitones)[middle]) == pytest.approx(
        np.std(tone(440.0)[middle]), rel=0.02
    )


@pytest.mark.parametrize("semitones", [-12, 5])
@pytest.mark.parametrize("block_frames", [2, 7])
def test_blocks_change_nothing(semitones: int, block_frames: int):
    sound = np.random.default_rng(0).normal(0.0, 0.1, (2, 50_003))
    whole = transposed(sound, semitones, block_frames=10_000)
    assert np.abs(transposed(sound, semitones, block_frames) - whole).max() <= 1e-6


def test_long_sound_comes_in_blocks_of_bounded_length():
    transposer = Transposer(AudioClip(np.zeros((1, 20 * RATE), np.float32), RATE), -12)
    assert max(block.shape[1] for block in transposer.blocks()) <= 4.5 * RATE


@pytest.mark.parametrize("shape", [(30_001,), (1, 12_345), (2, 7)])
def test_length_and_channels_stay(shape: tuple[int, ...]):
    assert transposed(np.random.default_rng(0).normal(0, 0.1, shape), 3).shape == shape


def test_onset_stays_in_its_place():
    waveform = np.zeros(3 * RATE)
    waveform[2 * RATE] = 1.0
    moved = transposed(waveform, 5)
    assert abs(int(np.argmax(np.abs(moved))) - 2 * RATE) < 0.03 * RATE


def test_balance_of_the_channels_stays():
    moved = transposed(np.stack([tone(440.0), 0.25 * tone(440.0)]), 4)
    assert np.std(moved[1]) / np.std(moved[0]) == pytest.approx(0.25, rel=0.01)
