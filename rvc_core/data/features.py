"""F0 and content of every slice, extracted in batches and kept on disk."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from rvc_core.audio.batches import in_batches
from rvc_core.content import ContentEncoder
from rvc_core.data.plan import SlicePlan
from rvc_core.events import Pipeline, StageAdvanced, StageStarted
from rvc_core.pitch import PitchExtractor, extract_each

BATCH_SLICES = 4  # a stop is noticed between batches

UNUSABLE_CONTENT = (
    "The content features of every slice contain values that are not numbers; the weights of the content "
    "encoder may be damaged: put them in place again, or train on the CPU."
)

# Of waveforms at 16 kHz, in order; None while nothing is ready.
ExtractEach = Callable[[Iterable[np.ndarray]], Iterator[np.ndarray | None]]


@dataclass(frozen=True, slots=True)
class FeatureTags:
    """The tags under which a plan keeps the features of one training."""

    pitch: str
    content: str


def extract_pitch(plan: SlicePlan, load: Callable[[], PitchExtractor], tag: str) -> Pipeline[None]:
    """Store `f0_hz` `(T,)` at 100 Hz of every slice under `tag`; existing ones are not extracted again.

    The extractor is loaded only where something is missing.
    """
    yield from _extract(plan, "pitch", tag, lambda: partial(extract_each, load(), batch_size=BATCH_SLICES))


def extract_content(plan: SlicePlan, load: Callable[[], ContentEncoder], tag: str) -> Pipeline[None]:
    """Store `content` `(T, D)` at 50 Hz of every slice under `tag`; existing ones are not encoded again.

    The encoder is loaded only where something is missing.
    """
    yield from _extract(
        plan, "content", tag, lambda: partial(in_batches, load().encode_batch, batch_size=BATCH_SLICES)
    )


def recorded_frames(plan: SlicePlan, tag: str) -> np.ndarray:
    """Return the feature called `tag` of all recorded slices, in order, end to end."""
    return np.concatenate([plan.feature(piece, tag) for piece in plan.slices if not piece.is_made])


def _extract(plan: SlicePlan, stage: str, tag: str, load: Callable[[], ExtractEach]) -> Pipeline[None]:
    total = len(plan.slices)
    missing = [piece for piece in plan.slices if not plan.has(piece, tag)]
    yield StageStarted(stage, total)
    yield StageAdvanced(stage, total - len(missing), total)
    if not missing:
        return
    left = deque(missing)
    for feature in load()(plan.waveform_16k(piece) for piece in missing):
        if feature is not None:
            plan.store(left.popleft(), tag, feature)
        yield StageAdvanced(stage, total - len(left), total)
