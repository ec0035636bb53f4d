"""Counted work and the time it has left."""

import time
from collections.abc import Callable

from rvc_core.events import StageAdvanced, StageStarted


class StageCounter:
    """The events of one stage; the time left follows from the work done since it began."""

    def __init__(self, stage: str, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin a stage of `total` units."""
        self.stage = stage
        self.total = total
        self._clock = clock
        self._begun = clock()

    def started(self) -> StageStarted:
        """Return the event of the beginning."""
        return StageStarted(self.stage, self.total)

    def advanced(self, done: int) -> StageAdvanced:
        """Return the event of `done` units being complete."""
        elapsed = self._clock() - self._begun
        left = elapsed * (self.total - done) / done if done else None
        return StageAdvanced(self.stage, done, self.total, left)
