"""Typed progress events of the pipelines, and `drive`, which runs a pipeline."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from rvc_core.errors import CancelledError, Fact

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage has begun; `total` counts its units of work."""

    stage: str
    total: int


@dataclass(frozen=True, slots=True)
class StageAdvanced:
    """`done` of `total` units of a stage are complete."""

    stage: str
    done: int
    total: int
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class EpochFinished:
    """One pass over the training slices is complete; `losses` are epoch means by name."""

    epoch: int
    epochs: int
    step: int
    losses: dict[str, float] = field(default_factory=dict)
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class CheckpointSaved:
    """A usable model of `epoch` is on disk at `path`."""

    epoch: int
    path: Path


@dataclass(frozen=True, slots=True)
class SampleReady:
    """A short listening sample of `epoch` is on disk at `path`."""

    epoch: int
    path: Path


@dataclass(frozen=True, slots=True)
class Warned:
    """Something a person should know that does not stop the work.

    `code` is a stable word, `facts` are the names and numbers from which pages make their own sentence.
    """

    code: str
    message: str
    facts: dict[str, Fact] = field(default_factory=dict)


Event = StageStarted | StageAdvanced | EpochFinished | CheckpointSaved | SampleReady | Warned
Pipeline = Generator[Event, None, T]

_WORDS: dict[type, str] = {
    StageStarted: "stage_started",
    StageAdvanced: "stage_advanced",
    EpochFinished: "epoch_finished",
    CheckpointSaved: "checkpoint_saved",
    SampleReady: "sample_ready",
    Warned: "warning",
}


def event_to_jsonable(event: Event) -> dict[str, Any]:
    """Return an event as JSON values; `type` is the word that command line and socket share."""
    values = {entry.name: getattr(event, entry.name) for entry in fields(event)}
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in values.items()}
    return {"type": _WORDS[type(event)], **plain}


def drive(
    pipeline: Pipeline[T],
    on_event: Callable[[Event], None] = lambda event: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> T:
    """Return the result of `pipeline`, passing each event to `on_event`.

    Cancellation is checked after every event; the pipeline is then closed, so its
    `finally` blocks run before this raises.

    Raises:
        CancelledError: `is_cancelled` answered true.
    """
    try:
        while True:
            try:
                event = next(pipeline)
            except StopIteration as finished:
                result: T = finished.value
                return result
            on_event(event)
            if is_cancelled():
                raise CancelledError("The work was stopped on request.")
    finally:
        pipeline.close()
