"""The progress of a stage: work counted, and the time it has left."""

import time
from collections.abc import Callable
from typing import TypeVar

from rvc_core.events import Pipeline, StageAdvanced, StageStarted

T = TypeVar("T")


class StageCounter:
    """The events of one stage; the time left follows from the work done since it began."""

    def __init__(self, stage: str, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Start a stage of `total` units."""
        self.stage = stage
        self.total = total
        self._clock = clock
        self._begun = clock()

    def started(self) -> StageStarted:
        """Return the event that starts the stage."""
        return StageStarted(self.stage, self.total)

    def advanced(self, done: int) -> StageAdvanced:
        """Return the event that says `done` units are complete."""
        elapsed = self._clock() - self._begun
        left = elapsed * (self.total - done) / done if done else None
        return StageAdvanced(self.stage, done, self.total, left)


def as_one_stage(pipeline: Pipeline[T], stage: str, n_stages: int) -> Pipeline[T]:
    """Run a pipeline of `n_stages` stages with equal totals as one stage of their sum."""
    finished, total = 0, 0
    counter: StageCounter | None = None
    try:
        while True:
            event = next(pipeline)
            if isinstance(event, StageStarted):
                finished, total = finished + total, event.total
                if counter is None:
                    counter = StageCounter(stage, n_stages * total)
                    yield counter.started()
            elif isinstance(event, StageAdvanced) and counter is not None:
                yield counter.advanced(finished + event.done)
            else:
                yield event
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        pipeline.close()
