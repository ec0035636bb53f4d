import numpy as np
import pytest

from rvc_core.content import frame_count
from rvc_core.content.log_mel import LogMelEncoder
from tests.core.content.voices import SPEAKERS, speak

RATE = 16_000


def _content(tilt_db, formant_scale, f0_hz, order):
    return LogMelEncoder().encode(speak(tilt_db, formant_scale, f0_hz, order))


def _distance(a, b):
    return float(np.linalg.norm(a - b, axis=1).mean())


@pytest.mark.parametrize(
    "n_samples,n_frames", [(16_000, 49), (48_000, 149), (400, 1), (399, 0), (0, 0), (719, 1)]
)
def test_frame_count_is_that_of_hubert(n_samples, n_frames):
    assert frame_count(n_samples) == n_frames


@pytest.mark.parametrize("n_samples", [0, 399, 400, 16_000, 48_000])
def test_content_has_one_row_per_frame(n_samples):
    waveform = np.random.default_rng(0).standard_normal(n_samples).astype(np.float32)
    assert LogMelEncoder().encode(waveform).shape == (frame_count(n_samples), 32)


def test_silence_gives_finite_content():
    assert np.isfinite(LogMelEncoder().encode(np.zeros(RATE, np.float32))).all()


def test_gain_does_not_matter():
    waveform = speak(*SPEAKERS[0])
    np.testing.assert_allclose(
        LogMelEncoder().encode(waveform), LogMelEncoder().encode(0.1 * waveform), atol=1e-3
    )


def test_microphone_colour_hardly_matters():
    flat, coloured = _content(0, 1.0, 120, "aiueo"), _content(6, 1.0, 120, "aiueo")
    other = _content(0, 1.0, 120, "ueoai")
    assert _distance(flat, coloured) < 0.3 * _distance(flat, other)


@pytest.mark.parametrize("speaker", SPEAKERS[1:])
def test_same_words_are_nearer_than_same_speaker(speaker):
    reference = LogMelEncoder().encode(speak(*SPEAKERS[0]))
    same_words = LogMelEncoder().encode(speak(*speaker))
    same_speaker = LogMelEncoder().encode(speak(*SPEAKERS[0][:3], "ueoai"))
    assert _distance(reference, same_words) < _distance(reference, same_speaker)


def test_batch_equals_one_by_one():
    waveforms = [speak(*speaker) for speaker in SPEAKERS]
    for waveform, content in zip(waveforms, LogMelEncoder().encode_batch(waveforms), strict=True):
        np.testing.assert_array_equal(content, LogMelEncoder().encode(waveform))


def test_parts_of_a_recording_give_what_the_whole_gives():
    waveform = np.concatenate([speak(*SPEAKERS[0]), 0.2 * speak(*SPEAKERS[2])])
    encoder = LogMelEncoder().for_recording(waveform)
    whole, part = encoder.encode(waveform), encoder.encode(waveform[320 * 40 :])
    np.testing.assert_allclose(part[2:], whole[42:], atol=1e-4)  # two frames look beyond the part's beginning


def test_whole_recording_is_encoded_alike_with_or_without_fitting():
    waveform = speak(*SPEAKERS[0])
    fitted = LogMelEncoder().for_recording(waveform).encode(waveform)
    np.testing.assert_array_equal(fitted, LogMelEncoder().encode(waveform))


def test_recording_without_a_frame_can_be_fitted_to():
    assert LogMelEncoder().for_recording(np.zeros(100, np.float32)).encode(np.zeros(100)).shape == (0, 32)
