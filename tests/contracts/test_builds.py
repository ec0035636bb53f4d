"""Files made for downloads: how many at once, how often, and how much room they take."""

import os

import pytest

from backend.errors import ApiError
from backend.services.builds import BUILDS_PER_MINUTE, Builds


def build(builds, output, size_bytes=10, owner="a"):
    return builds.build(output, owner, lambda: output.write_bytes(bytes(size_bytes)), keep=6)


def test_files_in_all_folders_are_bounded_and_the_oldest_goes_first(tmp_path):
    builds = Builds(tmp_path, max_bytes=25)
    for number in range(3):
        os.utime(build(builds, tmp_path / f"cover-{number}" / "file"), (number, number))
    build(builds, tmp_path / "cover-3" / "file")
    assert sorted(path.parent.name for path in tmp_path.rglob("file")) == ["cover-2", "cover-3"]


def test_file_larger_than_the_bound_is_kept_while_it_is_the_newest(tmp_path):
    assert build(Builds(tmp_path, max_bytes=5), tmp_path / "cover-1" / "file").is_file()


def test_previews_are_no_part_of_the_bound(tmp_path):
    (tmp_path / "preview-1.wav").write_bytes(bytes(100))
    build(Builds(tmp_path, max_bytes=25), tmp_path / "cover-1" / "file")
    assert (tmp_path / "preview-1.wav").is_file()


def test_too_many_files_a_minute_are_429(tmp_path):
    builds = Builds(tmp_path, max_bytes=10**9)
    for number in range(BUILDS_PER_MINUTE):
        build(builds, tmp_path / "cover-1" / str(number))
    with pytest.raises(ApiError) as caught:
        build(builds, tmp_path / "cover-1" / "one more")
    assert (caught.value.status, caught.value.retry_after_seconds > 0) == (429, True)


def test_file_that_is_there_already_counts_for_nothing(tmp_path):
    builds = Builds(tmp_path, max_bytes=10**9)
    made = {build(builds, tmp_path / "cover-1" / "file") for _ in range(2 * BUILDS_PER_MINUTE)}
    assert made == {tmp_path / "cover-1" / "file"}


def test_builds_that_break_leave_nothing_half_written(tmp_path):
    def make():
        (tmp_path / "cover-1" / ".tmp-half.flac").write_bytes(b"half")
        raise OSError

    with pytest.raises(OSError):
        Builds(tmp_path, max_bytes=10**9).build(tmp_path / "cover-1" / "file", "a", make, keep=6)
    assert list((tmp_path / "cover-1").iterdir()) == []
