import numpy as np

from rvc_core.pitch import parallel
from rvc_core.pitch.praat import praat
from tests.core.pitch.sung import glide, melody


def test_song_in_chunks_equals_the_whole(monkeypatch):
    monkeypatch.setattr(parallel, "CHUNK_FRAMES", 130)
    waveform = melody().waveform
    whole, chunked = praat(waveform), parallel.extract_pooled(praat, [waveform])[0]
    assert np.mean(np.abs(whole - chunked) < 1.0) > 0.97


def test_chunks_join_to_the_frame_count(monkeypatch):
    monkeypatch.setattr(parallel, "CHUNK_FRAMES", 130)
    assert parallel.extract_pooled(praat, [glide().waveform[:40_123]])[0].shape == (250,)


def test_processes_give_what_one_gives(monkeypatch):
    monkeypatch.setattr(parallel, "WORTHWHILE_SECONDS", 1.0)
    waveforms = [glide().waveform, melody().waveform]
    for found, waveform in zip(parallel.extract_pooled(praat, waveforms), waveforms, strict=True):
        np.testing.assert_array_equal(found, praat(waveform))
