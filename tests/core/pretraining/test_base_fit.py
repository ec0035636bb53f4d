import numpy as np
import pytest
import torch

from rvc_core.pretraining.base_fit import SegmentSampler, corpus_shares
from rvc_core.pretraining.base_store import BaseStore, StoredSlice, real_bandwidth, single_voices
from rvc_core.pretraining.manifest import Recording


@pytest.fixture
def store() -> BaseStore:
    """Return a store whose waveform and content tell the number of their frame."""
    frames = 400
    number = np.arange(frames)
    return BaseStore(
        speakers=("a", "b"),
        slices=[StoredSlice(0, "x", 0, 300, 16_000.0), StoredSlice(1, "y", 300, 100, 8_000.0)],
        waveform=np.repeat(number, 320).astype(np.int16),
        f0_hz=number.astype(np.float32),
        content=[np.repeat(number[::2, None], 3, axis=1).astype(np.float16)],
    )


def test_segments_keep_content_f0_and_waveform_together(store: BaseStore):
    batch = SegmentSampler(store, seed=0, batch_size=4, segment_frames=20).batch(3)
    frame = (batch.waveform * 32767).round()[:, ::320]
    assert torch.equal(batch.f0_hz, frame)
    assert torch.equal(batch.content[..., 0], frame // 2 * 2)


def test_batch_repeats_with_its_step(store: BaseStore):
    sampler = SegmentSampler(store, seed=0, batch_size=4, segment_frames=20)
    assert torch.equal(sampler.batch(5).waveform, sampler.batch(5).waveform)


def test_large_corpus_counts_by_the_root_of_its_length():
    shares = corpus_shares([StoredSlice(0, "x", 0, 900, 1.0), StoredSlice(1, "y", 900, 100, 1.0)])
    np.testing.assert_allclose(shares, [0.75, 0.25])


def test_bandwidth_is_where_the_sound_ends():
    time = np.arange(32_000) / 32_000
    tones = sum(np.sin(2 * np.pi * hz * time) for hz in (500.0, 3000.0, 6000.0))
    assert real_bandwidth(tones.astype(np.float32), 32_000) == pytest.approx(6000, abs=200)


def test_accompaniments_and_mixes_are_no_voices():
    paths = {
        "songs/a/vocals.opus": "song stem",
        "songs/a/backing_vocals.opus": "song stem",
        "songs/a/accompaniment.opus": "song stem",
        "songs/b/mix.opus": "song mix",
        "speech/kathleen/1.opus": "speech",
        "speech/cmu_bdl/1.opus": "speech",
    }
    rows = [Recording(path, "s", kind, "en", 1.0, 48000, "CC0", "", "") for path, kind in paths.items()]
    kept = [row.path for row in single_voices(rows)]
    assert kept == ["songs/a/vocals.opus", "speech/kathleen/1.opus"]
