import numpy as np
import pytest

from rvc_core.inference.chunks import Chunk
from rvc_core.inference.joining import Joiner, fade_gains, phase_keeping_f0

FRAME_SAMPLES = 800


def joined(pieces: list[np.ndarray], chunks: list[Chunk]) -> np.ndarray:
    joiner = Joiner(chunks[-1].stop, FRAME_SAMPLES)
    for chunk, piece in zip(chunks, pieces, strict=True):
        joiner.add(chunk, piece)
    return joiner.waveform


def test_joining_equal_sound_changes_nothing():
    whole = np.random.default_rng(0).normal(size=20 * FRAME_SAMPLES).astype(np.float32)
    chunks = [Chunk(0, 7), Chunk(7, 8), Chunk(8, 20)]
    joiner = Joiner(20, FRAME_SAMPLES)
    reaches = [joiner.reach(chunk) for chunk in chunks]
    pieces = [whole[reach.start * FRAME_SAMPLES : reach.stop * FRAME_SAMPLES] for reach in reaches]
    assert np.allclose(joined(pieces, chunks), whole, atol=1e-6)


def test_joining_unrelated_sound_keeps_its_power():
    rng = np.random.default_rng(0)
    chunks = [Chunk(0, 50), Chunk(50, 100)]
    pieces = [rng.normal(size=51 * FRAME_SAMPLES).astype(np.float32) for _ in chunks]
    fade = joined(pieces, chunks)[49 * FRAME_SAMPLES : 51 * FRAME_SAMPLES]
    assert np.std(fade) == pytest.approx(1.0, abs=0.05)


def test_fade_of_equal_signals_sums_to_one():
    signal = np.sin(np.arange(500, dtype=np.float32))
    falling, rising = fade_gains(signal, signal)
    assert np.allclose(falling + rising, 1.0, atol=1e-5)


def test_fade_of_silence_is_finite():
    falling, rising = fade_gains(np.zeros(100, np.float32), np.zeros(100, np.float32))
    assert np.isfinite(falling + rising).all()


def test_bent_frame_restores_the_phase_of_the_whole():
    f0_hz = np.random.default_rng(2).uniform(80.0, 400.0, 400).astype(np.float32)
    window = Chunk(60, 120)
    bent = phase_keeping_f0(f0_hz, window).astype(np.float64)
    whole = np.cumsum(f0_hz.astype(np.float64) * 0.01)[121:240]
    gap = (np.cumsum(bent * 0.01)[1:] - whole + 0.5) % 1.0 - 0.5
    assert np.abs(gap).max() < 1e-4


def test_first_window_keeps_its_f0():
    f0_hz = np.full(100, 123.0, np.float32)
    assert np.array_equal(phase_keeping_f0(f0_hz, Chunk(0, 50)), f0_hz)
