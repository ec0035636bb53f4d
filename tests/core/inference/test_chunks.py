import numpy as np
import pytest

from rvc_core.config.time_grid import CONTENT_HOP
from rvc_core.inference.chunks import (
    CONTEXT_FRAMES,
    Chunk,
    ChunkSizes,
    chunk_samples,
    content_frame_count,
    plan_chunks,
)

SIZES = ChunkSizes(chunk_seconds=2.0, search_seconds=0.5)


def noise(n_samples: int) -> np.ndarray:
    return np.random.default_rng(1).normal(0.0, 0.1, n_samples).astype(np.float32)


@pytest.mark.parametrize("n_samples", [1, 319, 320, 321, 16_000, 163_841])
def test_chunks_cover_the_voice_without_gap_or_overlap(n_samples: int):
    chunks = plan_chunks(noise(n_samples), SIZES)
    borders = [0, *(chunk.stop for chunk in chunks)]
    assert [chunk.start for chunk in chunks] == borders[:-1]
    assert borders[-1] == content_frame_count(n_samples)


def test_chunks_stay_within_their_longest_length():
    chunks = plan_chunks(noise(400_000), SIZES)
    longest_seconds = SIZES.chunk_seconds + SIZES.search_seconds
    assert max(chunk.n_frames for chunk in chunks) * CONTENT_HOP <= longest_seconds * 16_000


def test_cut_falls_into_the_pause():
    waveform = noise(64_000)
    pause = slice(35_200, 36_000)  # 2.2 s, within reach of the cut wanted at 2 s
    waveform[pause] = 0.0
    cut = plan_chunks(waveform, SIZES)[0].stop * CONTENT_HOP
    assert pause.start <= cut < pause.stop


def test_cut_ignores_loud_sound_that_sums_to_zero():
    # Signed sums would take the first tone's 100 Hz, whole periods in 10 ms, for silence.
    time = np.arange(64_000) / 16_000
    waveform = np.sin(2 * np.pi * 100 * time).astype(np.float32)
    waveform[35_200:36_000] *= 0.1
    cut = plan_chunks(waveform, SIZES)[0].stop * CONTENT_HOP
    assert 35_200 <= cut < 36_000


@pytest.mark.parametrize("n_frames", [1, 99, 100, 101, 200])  # whole steps leave no room for one that is lost
def test_chunk_samples_yield_every_wanted_content_frame(n_frames):
    frames = (len(chunk_samples(noise(200_000), Chunk(7, 7 + n_frames))) - 400) // CONTENT_HOP + 1
    assert frames >= n_frames + 2 * CONTEXT_FRAMES


def test_chunk_samples_begin_one_context_before_the_chunk():
    waveform = noise(200_000)
    chunk = Chunk(100, 200)
    start = (100 - CONTEXT_FRAMES) * CONTENT_HOP
    assert np.array_equal(chunk_samples(waveform, chunk)[:1000], waveform[start : start + 1000])


def test_chunk_samples_have_the_context_asked_for():
    waveform, chunk = noise(200_000), Chunk(200, 300)
    samples = chunk_samples(waveform, chunk, 151)
    assert (len(samples) - 400) // CONTENT_HOP + 1 >= 100 + 2 * 151
    assert np.array_equal(samples[:1000], waveform[49 * CONTENT_HOP :][:1000])


def test_chunk_samples_mirror_the_beginning():
    waveform = noise(200_000)
    before = chunk_samples(waveform, Chunk(0, 100))[: CONTEXT_FRAMES * CONTENT_HOP]
    assert np.array_equal(before, waveform[1 : CONTEXT_FRAMES * CONTENT_HOP + 1][::-1])


def test_single_sample_is_padded_with_silence():
    assert np.count_nonzero(chunk_samples(np.ones(1, np.float32), Chunk(0, 1))) == 1


def test_windows_have_few_lengths():
    waveform = noise(1_600_000)
    chunks = plan_chunks(waveform, SIZES)
    limit = content_frame_count(len(waveform))
    assert len({chunk.with_context(limit).n_frames for chunk in chunks}) <= 2 < len(chunks)


def test_window_holds_the_chunk_and_its_context():
    window = Chunk(120, 260).with_context(1000)
    assert window.start <= 120 - CONTEXT_FRAMES and window.stop >= 260 + CONTEXT_FRAMES


def test_window_of_a_short_voice_is_all_of_it():
    assert Chunk(0, 30).with_context(30) == Chunk(0, 30)
