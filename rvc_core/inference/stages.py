"""Stages of one pipeline as a single stage of another."""

from typing import TypeVar

from rvc_core.events import Pipeline, StageAdvanced, StageStarted
from rvc_core.progress import StageCounter

T = TypeVar("T")


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
