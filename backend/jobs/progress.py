"""From the engine's events to what is stored, and to one number between 0 and 1."""

import time
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


class ProgressTracker:
    """Follows one job's events."""

    def __init__(self, kind: str) -> None:
        """Begin to follow a job of `kind`."""
        self._shares = SHARES[kind]
        self._before = 0.0
        self._stage: str | None = None
        self._last_stored = 0.0
        self._progress = 0.0
        self._stage_since = time.monotonic()

    def end_stage(self) -> tuple[str, float] | None:
        """Return the stage that ends now, with its seconds; None before the first."""
        seconds = time.monotonic() - self._stage_since
        self._stage_since = time.monotonic()
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
        """Return whether `event` is to be stored; `stage_advanced` comes at most twice a second."""
        if event["event"] != "stage_advanced":
            return True
        now = time.monotonic()
        if now - self._last_stored < MIN_INTERVAL_SECONDS:
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
