"""How often the progress of a job is stored."""

import itertools

import pytest

from backend.jobs.progress import ProgressTracker

ADVANCED = {"event": "stage_advanced", "stage": "training", "done": 1, "total": 9}


def stored_rows(seconds, step=0.1):
    """Return when each row was stored of a job that advances every `step` seconds."""
    moments = [number * step for number in range(round(seconds / step))]
    now = 0.0
    tracker = ProgressTracker("training", clock=lambda: now)
    rows = []
    for now in moments:
        if tracker.is_due(ADVANCED):
            rows.append(now)
    return rows


@pytest.fixture(scope="module")
def ten_hours():
    return stored_rows(36_000.0)


def test_ten_hours_of_progress_are_few_rows(ten_hours):
    assert len(ten_hours) < 5_000


def test_progress_of_an_old_job_is_never_older_than_half_a_minute(ten_hours):
    assert max(after - before for before, after in itertools.pairwise(ten_hours)) < 30


def test_progress_of_a_young_job_is_stored_at_most_twice_a_second():
    assert 100 <= len(stored_rows(60.0)) <= 120
