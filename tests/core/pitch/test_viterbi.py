import numpy as np

from rvc_core.pitch.viterbi import best_path


def _salience(bins, width=360):
    return np.maximum(0.01, np.exp(-(((np.arange(width) - np.array(bins)[:, None]) / 2.0) ** 2)))


def test_path_follows_a_glide():
    bins = np.arange(100, 160, 3)
    np.testing.assert_array_equal(best_path(_salience(bins)), bins)


def test_lone_octave_error_is_mended():
    bins = np.full(20, 150)
    salience = _salience(bins)
    salience[10] = 0.8 * _salience([150])[0] + _salience([210])[0]
    assert best_path(salience)[10] == 150


def test_leap_to_a_new_note_takes_one_frame():
    bins = np.repeat([100, 220], 20)
    np.testing.assert_array_equal(best_path(_salience(bins)), bins)
