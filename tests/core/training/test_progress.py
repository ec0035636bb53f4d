"""How far a fit says it is, and how long it still takes."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from small_fit import tiny_objective, tones

from rvc_core.data.dataset import TrainingSet
from rvc_core.training import fit
from rvc_core.training.fit import Fit
from rvc_core.training.fit_state import FitState

ITEMS, EPOCHS = 4, 10


@pytest.fixture(scope="module")
def data() -> TrainingSet:
    return TrainingSet(tones((20,) * ITEMS), tiny_objective().spectrogram)


@pytest.fixture()
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return a clock that stands still at `now` seconds."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(fit, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture()
def begin(data: TrainingSet, clock: SimpleNamespace) -> Callable[..., Fit]:
    """Return a function that gives a fit in the state after `epoch` epochs, with an end in time or none."""

    def begun(epoch: int = 0, deadline: float | None = None) -> Fit:
        state = FitState(batch_size=1, epoch=epoch, step=epoch * ITEMS)
        return Fit(tiny_objective(), data, state, EPOCHS, seed=1, deadline=deadline)

    return begun


def told(running: Fit, clock: SimpleNamespace, now: float, items_done: int) -> tuple[int, float | None]:
    """Return what is told at `now` seconds, with `items_done` items of the epoch done: done, seconds left."""
    clock.now, running.state.items_done, running.state.step = now, items_done, running.state.step + 1
    event = running.progress()
    assert event.total == ITEMS * EPOCHS
    return event.done, event.seconds_left


def test_items_done_before_a_resume_took_no_time(begin: Callable[..., Fit], clock: SimpleNamespace) -> None:
    assert told(begin(epoch=9), clock, now=1.0, items_done=1) == (37, 3.0)


def test_progress_is_the_clocks_where_that_is_ahead(
    begin: Callable[..., Fit], clock: SimpleNamespace
) -> None:
    assert told(begin(deadline=10.0), clock, now=5.0, items_done=2) == (20, 5.0)


def test_progress_is_the_items_where_they_are_ahead(
    begin: Callable[..., Fit], clock: SimpleNamespace
) -> None:
    assert told(begin(epoch=5, deadline=1000.0), clock, now=1.0, items_done=2) == (22, 9.0)


def test_progress_is_complete_when_the_time_is_up_and_not_before(
    begin: Callable[..., Fit], clock: SimpleNamespace
) -> None:
    running = begin(deadline=10.0)
    assert [told(running, clock, now, 1)[0] for now in (9.99, 10.0, 12.0)] == [39, 40, 40]


def test_progress_of_a_resume_that_begins_late_is_complete(
    begin: Callable[..., Fit], clock: SimpleNamespace
) -> None:
    assert told(begin(epoch=2, deadline=0.0), clock, now=1.0, items_done=0)[0] == ITEMS * EPOCHS
