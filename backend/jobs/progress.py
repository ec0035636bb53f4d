"""From the engine's events to what is stored, and to one number between 0 and 1."""

import time
from collections.abc import Callable
from typing import Any

from backend.jobs.process import Message

# What part of the whole each stage usually is; a stage that does not come counts as done.
SHARES: dict[str, dict[str, float]] = {
    "training": {"preparing": 0.04, "pitch": 0.06, "content": 0.08, "index": 0.02, "training": 0.8},
    "cover": {"separating": 0.5, "converting": 0.42, "mixing": 0.08},
    "preview": {"separating": 0.5, "converting": 0.42, "mixing": 0.08},
    "analysis": {},
}
MIN_INTERVAL_SECONDS = 0.51  # stage_advanced: at most two a second are stored
MAX_INTERVAL_SECONDS = 20.0
AGE_SHARE = 1 / 600  # of the job's age; so ten hours are some 4,000 rows, which every page that opens reads


class ProgressTracker:
    """Follows one job's events."""

    def __init__(self, kind: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to follow a job of `kind`; `clock` returns seconds."""
        self._clock = clock
        self._began = clock()
        self._shares = SHARES[kind]
        self._before = 0.0
        self._stage: str | None = None
        self._last_stored = self._began - MAX_INTERVAL_SECONDS
        self._progress = 0.0
        self._stage_since = self._clock()

    def end_stage(self) -> tuple[str, float] | None:
        """Return the stage that ends now, with its seconds; None before the first."""
        seconds = self._clock() - self._stage_since
        self._stage_since = self._clock()
        return None if self._stage is None else (self._stage, seconds)

    def changes(self, event: Message) -> dict[str, Any]:
        """Return the job's columns that `event` changes."""
        match event["event"]:
            case "stage_started":
                return {
                    "stage": self._enter(event["stage"]),
                    "progress": self._progress,
                    "seconds_left": None,
                }
            case "stage_advanced" | "epoch_finished":
                self._advance(event)
                return {"progress": self._progress, "seconds_left": event.get("seconds_left")}
        return {}

    def is_due(self, event: Message) -> bool:
        """Return whether `event` is to be stored; `stage_advanced` the less often the older the job is."""
        if event["event"] != "stage_advanced":
            return True
        now = self._clock()
        interval = (now - self._began) * AGE_SHARE
        if now - self._last_stored < min(MAX_INTERVAL_SECONDS, max(MIN_INTERVAL_SECONDS, interval)):
            return False
        self._last_stored = now
        return True

    def _enter(self, stage: str) -> str:
        names = list(self._shares)
        if stage in self._shares:
            self._before = sum(self._shares[name] for name in names[: names.index(stage)])
        self._stage = stage
        self._raise_to(self._before)
        return stage

    def _advance(self, event: Message) -> None:
        done, total = event.get("done", event.get("epoch", 0)), event.get("total", event.get("epochs", 0))
        if self._stage in self._shares and total:
            self._raise_to(self._before + self._shares[self._stage] * min(1.0, done / total))

    def _raise_to(self, progress: float) -> None:
        self._progress = max(self._progress, round(progress, 4))
