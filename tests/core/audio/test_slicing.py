import numpy as np
import pytest

from rvc_core.audio import find_slices, window_ranges
from tests.core.audio.signals import noise

RATE = 16_000


def _speech(*parts):
    """Return noise (positive seconds) and silence (negative seconds) in a row."""
    return np.concatenate(
        [noise(p, RATE) if p > 0 else np.zeros(round(-p * RATE), np.float32) for p in parts]
    )


def _seconds(ranges):
    return [(first / RATE, last / RATE) for first, last in ranges]


def test_long_pause_parts_two_slices():
    assert len(find_slices(_speech(2, -2, 2), RATE)) == 2


def test_long_pause_is_left_out_but_for_half_a_second_each_side():
    (_, first_end), (second_start, _) = _seconds(find_slices(_speech(2, -2, 2), RATE))
    assert 2.0 <= first_end <= 2.55 and 3.45 <= second_start <= 4.0


def test_short_pause_is_no_cut():
    assert len(find_slices(_speech(2, -0.2, 2), RATE)) == 1


def test_pause_of_half_a_second_is_cut_without_loss():
    (_, first_end), (second_start, _) = find_slices(_speech(2, -0.5, 2), RATE)
    assert first_end == second_start


def test_middling_pause_keeps_at_most_half_a_second_each_side():
    (_, first_end), (second_start, _) = _seconds(find_slices(_speech(2, -0.8, 2), RATE))
    assert first_end <= 2.5 + 0.05 and second_start >= 2.3 - 0.05


@pytest.mark.parametrize("pause_db,n_slices", [(-45.0, 2), (-39.0, 1)])
def test_pause_is_what_lies_below_the_threshold(pause_db, n_slices):
    hiss = noise(5, RATE, amplitude=10 ** (pause_db / 20))
    assert len(find_slices(_speech(2, -1, 2) + hiss, RATE)) == n_slices


def test_slices_are_no_shorter_than_the_minimum():
    assert len(find_slices(_speech(0.8, -0.6, 1.0, -0.6, 2.0), RATE)) == 2


def test_leading_silence_is_left_out():
    (first, _), *_ = _seconds(find_slices(_speech(-2, 2), RATE))
    assert 1.4 <= first <= 2.0


def test_trailing_silence_is_left_out():
    *_, (_, last) = _seconds(find_slices(_speech(2, -2), RATE))
    assert 2.0 <= last <= 2.55


def test_sound_throughout_is_one_slice():
    assert find_slices(_speech(3), RATE) == [(0, 3 * RATE)]


def test_silence_throughout_gives_no_slice():
    assert find_slices(_speech(-3), RATE) == []


def test_no_loud_frame_is_lost():
    waveform = _speech(-1, 2, -0.5, 1.8, -3, 2.5, -1)
    kept = np.zeros(len(waveform), bool)
    for first, last in find_slices(waveform, RATE):
        kept[first:last] = True
    assert np.count_nonzero(~kept & (np.abs(waveform) > 0.05)) == 0


@pytest.mark.parametrize("seconds,expected", [(1.0, 1), (4.0, 1), (4.1, 2), (7.4, 2), (7.5, 3)])
def test_window_count(seconds, expected):
    assert len(window_ranges(round(seconds * RATE), RATE)) == expected


def test_windows_overlap_by_three_tenths_of_a_second():
    ranges = window_ranges(20 * RATE, RATE)
    assert {ranges[i][1] - ranges[i + 1][0] for i in range(len(ranges) - 1)} == {round(0.3 * RATE)}


def test_last_window_ends_with_the_slice():
    assert window_ranges(10 * RATE + 7, RATE)[-1][1] == 10 * RATE + 7
