"""Runs a pipeline in front of a person (bars) or a program (JSON lines)."""

import json
import sys
from typing import Any, TypeVar

from tqdm import tqdm

from rvc_core import events
from rvc_core.events import Event, Pipeline, drive, event_to_jsonable

T = TypeVar("T")

# The event has the time left: it depends on more than the pace of the units.
BAR = "{l_bar}{bar}| {n_fmt}/{total_fmt} [{elapsed}{postfix}]"


def run_pipeline(pipeline: Pipeline[T], as_json: bool) -> T:
    """Return the pipeline's result, showing its events as JSON lines on stdout or as bars on stderr."""
    if as_json:
        return drive(pipeline, lambda event: print_json(event_to_jsonable(event)))
    bars = _Bars()
    try:
        return drive(pipeline, bars.show)
    finally:
        bars.close()


def print_json(values: dict[str, Any]) -> None:
    """Print JSON values as one line, at once."""
    print(json.dumps(values, ensure_ascii=False), flush=True)


class _Bars:
    """A bar per stage, and a line per event that is more than progress."""

    def __init__(self) -> None:
        self._bar: Any = None

    def show(self, event: Event) -> None:
        if isinstance(event, events.StageStarted):
            self.close()
            self._bar = _new_bar(event.stage, event.total)
        elif isinstance(event, events.StageAdvanced):
            self._advance(event)
        else:
            tqdm.write(_line(event), file=sys.stderr)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _advance(self, event: events.StageAdvanced) -> None:
        if self._bar is None:
            self._bar = _new_bar(event.stage, event.total)
        self._bar.total = event.total
        left = event.seconds_left
        self._bar.set_postfix_str("" if left is None else f"{tqdm.format_interval(left)} left", refresh=False)
        self._bar.update(event.done - self._bar.n)


def _new_bar(stage: str, total: int) -> Any:
    return tqdm(total=total, desc=stage, file=sys.stderr, unit_scale=True, bar_format=BAR)


def _line(event: Event) -> str:
    if isinstance(event, events.EpochFinished):
        losses = "  ".join(f"{name} {value:.3f}" for name, value in event.losses.items())
        return f"epoch {event.epoch} of {event.epochs}  {losses}"
    if isinstance(event, events.CheckpointSaved):
        return f"epoch {event.epoch} saved: {event.path}"
    if isinstance(event, events.SampleReady):
        return f"epoch {event.epoch} to listen to: {event.path}"
    assert isinstance(event, events.Warned)
    return f"warning: {event.message}"
