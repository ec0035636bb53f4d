"""A training that goes on by itself after a restart keeps to the time it was given."""

from types import SimpleNamespace

import pytest

from backend.jobs.recovery import Recovery, asked_minutes
from backend.storage.tables import Job


def minutes_to_go_on(
    max_minutes: float | None, ran_minutes: float | None, has_checkpoint: bool = True, restarts: int = 1
) -> float | None:
    """Return the minutes given to a training whose newest event came `ran_minutes` after its start."""
    job = Job(
        id="one", kind="training", model_id="voice", started_at=1000.0, request={"arguments": {}}, attempts=1
    )
    job.request["arguments"]["max_minutes"] = max_minutes
    newest = {} if ran_minutes is None else {"one": {"at": 1000.0 + 60.0 * ran_minutes}}
    library = SimpleNamespace(get=lambda kind, key: SimpleNamespace(folder=key))
    completion = SimpleNamespace(
        library=library, workspace=SimpleNamespace(has_checkpoint=lambda folder: has_checkpoint)
    )
    recovery = Recovery(SimpleNamespace(last_events=lambda ids: newest), None, completion)
    for _ in range(restarts):
        job.request = recovery.request_to_go_on(job)
    assert asked_minutes(job) == max_minutes  # what a person who resumes it gets
    return job.request["arguments"]["max_minutes"]


@pytest.mark.parametrize(
    ("asked", "ran", "left"),
    [(30.0, 20.0, 10.0), (30.0, 31.0, 0.1), (30.0, None, 30.0), (None, 20.0, None), (0.1, 0.0, 0.1)],
)
def test_time_that_a_training_has_had_is_not_given_again(asked, ran, left):
    assert minutes_to_go_on(asked, ran) == pytest.approx(left)


def test_time_is_taken_off_at_each_restart():
    assert minutes_to_go_on(30.0, 10.0, restarts=2) == pytest.approx(10.0)


def test_training_that_kept_nothing_has_all_its_time_again():
    assert minutes_to_go_on(30.0, 20.0, has_checkpoint=False) == 30.0
