"""A training that goes on by itself after a restart keeps to the time it was given."""

from types import SimpleNamespace

import pytest

from backend.jobs.recovery import Recovery
from backend.storage.tables import Job


def minutes_to_go_on(max_minutes: float | None, ran_minutes: float | None) -> float | None:
    """Return the minutes given to a training whose newest event came `ran_minutes` after its start."""
    job = Job(
        id="one", kind="training", model_id="voice", started_at=1000.0, request={"arguments": {}}, attempts=1
    )
    job.request["arguments"]["max_minutes"] = max_minutes
    newest = {} if ran_minutes is None else {"one": {"at": 1000.0 + 60.0 * ran_minutes}}
    library = SimpleNamespace(get=lambda kind, key: SimpleNamespace(folder=key))
    completion = SimpleNamespace(
        library=library, workspace=SimpleNamespace(has_checkpoint=lambda folder: True)
    )
    recovery = Recovery(SimpleNamespace(last_events=lambda ids: newest), None, completion)
    return recovery.request_to_go_on(job)["arguments"]["max_minutes"]


@pytest.mark.parametrize(
    ("asked", "ran", "left"),
    [(30.0, 20.0, 10.0), (30.0, 31.0, 0.1), (30.0, None, 30.0), (None, 20.0, None), (0.1, 0.0, 0.1)],
)
def test_time_that_a_training_has_had_is_not_given_again(asked, ran, left):
    assert minutes_to_go_on(asked, ran) == pytest.approx(left)
