"""What a piece of work takes of disk and memory follows from its sound and the files still missing."""

import pytest

from backend.services.needs import STEM_FILES, Sound, cover_need, export_need, training_need

SONG = Sound(180.0, 44_100, 2)
WAV_BYTES = 180 * 44_100 * 2 * 2
HOUR = Sound(3600.0, 44_100, 2)


def test_first_cover_needs_room_for_stems_of_any_level():
    """Two wavs of 16 bits, and two stems that may be kept as float32."""
    assert cover_need(SONG, 2, STEM_FILES).disk_bytes == 6 * WAV_BYTES


def test_next_cover_of_a_song_needs_room_for_its_wavs_alone():
    assert cover_need(SONG, 2, 0).disk_bytes == 2 * WAV_BYTES


def test_cover_of_six_minutes_takes_more_than_245_mb():
    assert cover_need(Sound(360.0, 44_100, 2), 2, STEM_FILES).disk_bytes > 245e6


def test_export_takes_no_more_than_a_wav():
    assert export_need(SONG, is_mixed=False).disk_bytes == WAV_BYTES


@pytest.mark.parametrize(
    ("family", "preset", "least_mb", "most_mb"),
    [("starter", "compact", 250, 300), ("rvc", "compact", 250, 320), ("rvc", "standard", 2700, 3000)],
)
def test_training_takes_its_checkpoints_twice(family, preset, least_mb, most_mb):
    assert least_mb < training_need(60.0, 40_000, family, preset).disk_bytes / 1e6 < most_mb


def test_training_takes_more_for_longer_recordings():
    """An hour at 32 kHz: slices at 128 and 64 kB/s, features and index at 12.8 kB/s each, a tenth twice."""
    minute, hour = (training_need(seconds, 32_000, "starter", "compact") for seconds in (60.0, 3600.0))
    assert hour.disk_bytes - minute.disk_bytes == pytest.approx(3540 * 1.1 * 217_600)


def test_cover_of_an_hour_takes_seven_gigabytes_of_memory():
    assert cover_need(HOUR, 2, 0).memory_bytes == pytest.approx(7.5e9, rel=0.05)


def test_hour_mixed_again_takes_six_gigabytes_of_memory():
    assert export_need(HOUR, is_mixed=True).memory_bytes == pytest.approx(6.4e9, rel=0.05)
