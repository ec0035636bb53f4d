from dataclasses import replace

import numpy as np
import pytest

from rvc_core.audio import AudioClip
from rvc_core.events import drive
from rvc_core.separation.chunked import ChunkedSeparator, channel_pairs, fade

RATE = 44_100
HALVING = ChunkedSeparator("halving", "1", RATE, 8000, 2000, lambda chunks: chunks / 2)


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(0.0, 0.1, shape).astype(np.float32)


def tone(rate: int, seconds: float = 0.7) -> np.ndarray:
    time = np.arange(round(seconds * rate)) / rate
    return np.tile(0.3 * np.sin(2 * np.pi * 440.0 * time), (2, 1)).astype(np.float32)


def separate(waveform: np.ndarray, rate: int = RATE, separator: ChunkedSeparator = HALVING):
    stems = drive(separator.separate(AudioClip(waveform, rate)))
    return stems["vocals"].waveform, stems["accompaniment"].waveform


@pytest.mark.parametrize(
    "shape", [(30_000,), (1, 30_000), (2, 30_000), (3, 30_000), (6, 30_000), (2, 1), (2, 0)]
)
def test_stems_have_the_songs_shape_and_sum_to_it(shape: tuple[int, ...]):
    song = noise(*shape)
    vocals, accompaniment = separate(song)
    assert vocals.shape == song.shape
    assert np.allclose(vocals + accompaniment, song, atol=1e-6)


@pytest.mark.parametrize("overlap", [0, 2000, 4000, 6000])
def test_chunks_add_up_without_a_seam(overlap: int):
    song = noise(2, 30_001)
    vocals, _ = separate(song, separator=replace(HALVING, overlap_samples=overlap))
    assert np.allclose(vocals, song / 2, atol=1e-6)


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000, 192_000])
def test_voice_stays_in_time_at_any_rate(rate: int):
    song = tone(rate)
    vocals, _ = separate(song, rate)
    middle = slice(song.shape[1] // 4, -song.shape[1] // 4)
    assert np.abs(vocals - song / 2)[:, middle].max() < 2e-3


@pytest.mark.parametrize("size", [700, 8_000, 50_000])
@pytest.mark.parametrize("rate", [RATE, 48_000])
def test_blocks_give_what_the_whole_song_gives(size: int, rate: int):
    song = noise(2, 30_000)
    blocks = (song[:, start : start + size] for start in range(0, 30_000, size))
    parts = list(HALVING.separate_blocks(blocks, rate))
    whole = separate(song, rate)
    for stem, expected in zip(("vocals", "accompaniment"), whole, strict=True):
        assert np.allclose(np.concatenate([part[stem] for part in parts], axis=1), expected, atol=1e-5)


def test_memory_is_bounded_by_a_chunk():
    given = taken = behind = 0

    def endless():
        nonlocal given
        for _ in range(100):
            given += 1000
            yield np.zeros((2, 1000), np.float32)

    for part in HALVING.separate_blocks(endless(), RATE):
        taken += part["vocals"].shape[1]
        behind = max(behind, given - taken)
    assert behind <= HALVING.chunk_samples + 2 * 1000


def test_centre_and_sides_of_5_1_are_heard_apart():
    assert channel_pairs(6) == ((0, 1), (2, 2), (4, 5))


def test_low_effects_stay_with_the_accompaniment():
    vocals, _ = separate(noise(6, 20_000))
    assert not vocals[3].any()


def test_fades_of_neighbours_sum_to_one():
    weights = fade(1000, 300)
    assert np.allclose(weights[-300:] + weights[:300], 1.0)


def test_progress_counts_to_its_total():
    events = []
    drive(HALVING.separate(AudioClip(noise(2, 400_000), RATE)), events.append)
    assert events[-1].done == events[-1].total == 400_000
