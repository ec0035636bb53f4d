"""F0 and content of every slice, extracted in batches and kept on disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rvc_core.content import ContentEncoder
from rvc_core.data.plan import SlicePlan
from rvc_core.events import Pipeline, StageAdvanced, StageStarted
from rvc_core.pitch import PitchExtractor

BATCH_SLICES = 4  # a stop is looked at between batches

ExtractBatch = Callable[[Sequence[np.ndarray]], list[np.ndarray]]  # of waveforms at 16 kHz


@dataclass(frozen=True, slots=True)
class FeatureTags:
    """Under which tags of a plan the features of one training lie."""

    pitch: str
    content: str


def extract_pitch(plan: SlicePlan, load: Callable[[], PitchExtractor], tag: str) -> Pipeline[None]:
    """Store `f0_hz` `(T,)` at 100 Hz of every slice under `tag`; what is there is not extracted again.

    The extractor is loaded only where something is missing.
    """
    yield from _extract(plan, "pitch", tag, lambda: load().extract_batch)


def extract_content(plan: SlicePlan, load: Callable[[], ContentEncoder], tag: str) -> Pipeline[None]:
    """Store `content` `(T, D)` at 50 Hz of every slice under `tag`; what is there is not encoded again.

    The encoder is loaded only where something is missing.
    """
    yield from _extract(plan, "content", tag, lambda: load().encode_batch)


def all_content(plan: SlicePlan, tag: str) -> np.ndarray:
    """Return the content `(N, D)` at 50 Hz of all recorded slices, in order: what an index is built from."""
    return np.concatenate([plan.feature(piece, tag) for piece in plan.slices if not piece.is_made])


def _extract(plan: SlicePlan, stage: str, tag: str, load: Callable[[], ExtractBatch]) -> Pipeline[None]:
    total = len(plan.slices)
    missing = [piece for piece in plan.slices if not plan.has(piece, tag)]
    yield StageStarted(stage, total)
    yield StageAdvanced(stage, total - len(missing), total)
    if not missing:
        return
    extract_batch = load()
    for start in range(0, len(missing), BATCH_SLICES):
        batch = missing[start : start + BATCH_SLICES]
        features = extract_batch([plan.waveform_16k(piece) for piece in batch])
        for piece, feature in zip(batch, features, strict=True):
            plan.store(piece, tag, feature)
        yield StageAdvanced(stage, total - len(missing) + start + len(batch), total)
