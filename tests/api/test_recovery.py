"""A training that goes on by itself after a restart keeps to the time it was given."""

import pytest

from backend.jobs.recovery import asked_minutes, resumed_request
from backend.storage.tables import Job


def went_on(max_minutes, minutes_run, has_checkpoint=True, restarts=1):
    """Return the minutes given to a training after restarts, before each of which it ran `minutes_run`."""
    job = Job(kind="training", request={"arguments": {"max_minutes": max_minutes}})
    for _ in range(restarts):
        job.request = resumed_request(job, has_checkpoint, minutes_run)
    assert asked_minutes(job) == max_minutes  # what a person who resumes it gets
    return job.request["arguments"]["max_minutes"]


@pytest.mark.parametrize(
    ("asked", "ran", "left"), [(30.0, 20.0, 10.0), (30.0, 31.0, 0.1), (None, 20.0, None), (0.1, 0.0, 0.1)]
)
def test_time_that_a_training_has_had_is_not_given_again(asked, ran, left):
    assert went_on(asked, ran) == pytest.approx(left)


def test_time_is_taken_off_at_each_restart():
    assert went_on(30.0, 10.0, restarts=2) == pytest.approx(10.0)


def test_training_that_kept_nothing_has_all_its_time_again():
    assert went_on(30.0, 20.0, has_checkpoint=False) == 30.0
