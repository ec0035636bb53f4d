from functools import cache

import numpy as np
import pytest

from rvc_core.errors import CheckpointNotFoundError, ConfigError
from rvc_core.pitch import available_methods, extract_each, load_pitch_extractor, parallel
from rvc_core.weights import scan_pretrained
from tests.core.pitch.sung import LINES, RATE, step

METHODS = ["swift-f0", "crepe", "harvest", "pm"]
CASES = [(method, line) for method in METHODS for line in LINES]


@cache
def _extractor(method):
    return load_pitch_extractor(method, "cpu")


@cache
def _found(method, line):
    return _extractor(method).extract(_sung(line).waveform)


@cache
def _sung(line):
    return LINES[line]()


def _cents_off(method, line):
    """Return the error in cents of the frames that are voiced in both."""
    found, planted = _found(method, line), _sung(line).f0_hz
    both = (found > 0) & (planted > 0)
    return 1200 * np.log2(found[both] / planted[both])


@pytest.mark.parametrize("method,line", CASES)
def test_pitch_is_within_50_cents_in_95_of_100_voiced_frames(method, line):
    right = np.count_nonzero(np.abs(_cents_off(method, line)) < 50)
    assert right >= 0.95 * np.count_nonzero(_sung(line).f0_hz)


@pytest.mark.parametrize("method,line", CASES)
def test_octave_errors_are_at_most_1_in_100(method, line):
    assert np.mean(np.abs(_cents_off(method, line)) > 600) <= 0.01


@pytest.mark.parametrize("method,line", CASES)
def test_voicing_is_wrong_in_at_most_10_of_100_frames(method, line):
    assert np.mean((_found(method, line) > 0) != (_sung(line).f0_hz > 0)) <= 0.10


@pytest.mark.parametrize("method", METHODS)
def test_planted_step_lands_on_its_frame(method):
    found = _extractor(method).extract(step(0.8).waveform)
    assert abs(int(np.argmax(found > np.sqrt(220 * 330))) - 80) <= 1


@pytest.mark.parametrize("method", METHODS)
def test_silence_is_unvoiced(method):
    assert not _extractor(method).extract(np.zeros(RATE, np.float32)).any()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n_samples", [0, 100, 160, 801, 16_159])
def test_frame_count_is_a_160th_of_the_samples(method, n_samples):
    waveform = np.random.default_rng(0).standard_normal(n_samples).astype(np.float32) * 0.01
    assert _extractor(method).extract(waveform).shape == (n_samples // 160,)


@pytest.mark.parametrize("method", METHODS)
def test_batch_equals_one_by_one(method):
    waveforms = [step(0.3).waveform[:RATE], step(0.5).waveform]
    batch = _extractor(method).extract_batch(waveforms)
    for waveform, found in zip(waveforms, batch, strict=True):
        np.testing.assert_allclose(found, _extractor(method).extract(waveform), atol=0.5)


@pytest.mark.parametrize("method", METHODS)
def test_each_in_turn_equals_one_by_one(method):
    waveforms = [step(0.3).waveform[:RATE], step(0.5).waveform]
    contours = [found for found in extract_each(_extractor(method), iter(waveforms)) if found is not None]
    for waveform, found in zip(waveforms, contours, strict=True):
        np.testing.assert_allclose(found, _extractor(method).extract(waveform), atol=0.5)


@pytest.mark.parametrize("method", ["harvest", "pm"])
def test_slow_method_shares_short_slices_among_processes(method, monkeypatch):
    shared = []
    monkeypatch.setattr(parallel, "ALONE_SECONDS", 0.0)
    monkeypatch.setattr(parallel, "_pooled", lambda extract, chunks: shared.extend(chunks) or iter(()))
    list(extract_each(_extractor(method), [np.zeros(RATE, np.float32)] * 4))
    assert len(shared) == 4


def test_unknown_method_is_refused():
    with pytest.raises(ConfigError, match="guess"):
        load_pitch_extractor("guess", "cpu")


def test_rmvpe_without_weights_is_refused(tmp_path):
    with pytest.raises(CheckpointNotFoundError, match=r"rmvpe\.pt"):
        load_pitch_extractor("rmvpe", "cpu", scan_pretrained(tmp_path))


def test_rmvpe_without_weights_is_listed_with_its_reason(tmp_path):
    assert "rmvpe.pt" in available_methods(scan_pretrained(tmp_path))["rmvpe"]


def test_swift_f0_can_always_be_used(tmp_path):
    assert available_methods(scan_pretrained(tmp_path))["swift-f0"] is None


def test_auto_without_weights_is_swift_f0(tmp_path):
    assert load_pitch_extractor("auto", "cpu", scan_pretrained(tmp_path)).name == "swift-f0"


def test_missing_weights_are_told_by_kind(tmp_path):
    reason = available_methods(scan_pretrained(tmp_path))["rmvpe"]
    assert reason is not None
    assert reason.kind == "weights"
