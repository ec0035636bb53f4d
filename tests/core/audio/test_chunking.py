import numpy as np
import pytest

from rvc_core.audio.chunking import heard_and_kept


@pytest.mark.parametrize("n_frames", [0, 1, 10, 16, 17, 25, 100])
def test_kept_results_of_all_chunks_are_the_signal(n_frames: int) -> None:
    signal = np.arange(n_frames)
    parts = [signal[heard][kept] for heard, kept in heard_and_kept(n_frames, 10, 3)]
    assert np.array_equal(np.concatenate(parts), signal)


def test_inner_chunk_hears_its_context_on_both_sides() -> None:
    chunks = list(heard_and_kept(100, 10, 3))
    assert chunks[4] == (slice(37, 53), slice(3, 13))


def test_signal_hardly_longer_than_a_chunk_is_one_chunk() -> None:
    assert len(list(heard_and_kept(16, 10, 3))) == 1
