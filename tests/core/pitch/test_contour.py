import numpy as np
import pytest

from rvc_core.pitch import (
    interpolate_unvoiced,
    median_f0,
    nearest_octave_shift,
    shift_f0,
    suggest_pitch_shift_semitones,
)
from rvc_core.pitch.frames import to_grid


def test_octave_up_doubles_f0():
    np.testing.assert_allclose(shift_f0(np.array([110.0, 0.0]), 12), [220.0, 0.0])


def test_median_ignores_unvoiced_frames():
    assert median_f0(np.array([0, 0, 0, 100, 200, 300])) == 200


def test_median_of_nothing_voiced_is_unknown():
    assert median_f0(np.zeros(5)) is None


@pytest.mark.parametrize(
    "source,target,semitones", [(220, 440, 12), (200, 225, 2), (440, 100, -12), (100, None, 0)]
)
def test_suggested_shift_is_the_nearest_semitone(source, target, semitones):
    assert suggest_pitch_shift_semitones(source, target) == semitones


@pytest.mark.parametrize(
    "source,target,semitones", [(220, 300, 0), (220, 320, 12), (300, 120, -12), (50, 1000, 12)]
)
def test_octave_shift_is_the_nearest_octave(source, target, semitones):
    assert nearest_octave_shift(source, target) == semitones


def test_unvoiced_frames_are_bridged():
    bridged = interpolate_unvoiced(np.array([0, 100, 0, 0, 130, 0], np.float32))
    np.testing.assert_allclose(bridged, [100, 100, 110, 120, 130, 130])


def test_all_unvoiced_stays_unvoiced():
    assert not interpolate_unvoiced(np.zeros(4, np.float32)).any()


def test_grid_interpolates_on_a_log_scale():
    np.testing.assert_allclose(to_grid(np.array([0.0, 0.02]), np.array([100.0, 400.0]), 3), [100, 200, 400])


def test_grid_does_not_bridge_a_gap():
    found = to_grid(np.array([0.0, 0.016, 0.032]), np.array([100.0, 0.0, 100.0]), 4)
    np.testing.assert_allclose(found, [100, 0, 0, 100])
