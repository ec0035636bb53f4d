import numpy as np
import pytest

from rvc_core.inference.chunks import Chunk
from rvc_core.inference.joining import Joiner, fade_gains

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
