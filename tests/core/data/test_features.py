"""Features on disk: extracted once, in batches."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from rvc_core.data.features import extract_content, extract_pitch, recorded_frames
from rvc_core.data.plan import Slice, SlicePlan
from rvc_core.events import StageAdvanced


class CountingExtractor:
    """Says 100 Hz everywhere, and counts what it was given."""

    name = "counting"

    def __init__(self) -> None:
        self.batches: list[int] = []

    def extract(self, waveform_16k: np.ndarray) -> np.ndarray:
        return np.full(len(waveform_16k) // 160, 100.0, np.float32)

    def extract_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        self.batches.append(len(waveforms_16k))
        return [self.extract(waveform) for waveform in waveforms_16k]


class PooledExtractor(CountingExtractor):
    """Answers one by one, and says in between that none is ready."""

    def extract_each(self, waveforms_16k: Iterable[np.ndarray]) -> Iterator[np.ndarray | None]:
        for waveform in waveforms_16k:
            yield None
            yield self.extract(waveform)


class LengthEncoder:
    """Says how long the waveform was."""

    name = "length"
    content_dim = 1

    def encode(self, waveform_16k: np.ndarray) -> np.ndarray:
        return np.full((2, 1), len(waveform_16k), np.float32)

    def encode_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        return [self.encode(waveform) for waveform in waveforms_16k]


@pytest.fixture
def plan(tmp_path: Path) -> SlicePlan:
    voice = [Slice(f"0_{number}", "voice.wav", 0.0, 1.0) for number in range(5)]
    plan = SlicePlan(tmp_path, "key", 32_000, (*voice, Slice("silence_0", "", 0.0, 1.0)), 5.0)
    for number, piece in enumerate(plan.slices):
        plan.store(piece, "16k", np.zeros(1600 * (number + 1), np.float32))
    return plan


def test_every_slice_gets_its_contour(plan: SlicePlan) -> None:
    list(extract_pitch(plan, CountingExtractor, "f0"))
    assert [len(plan.feature(piece, "f0")) for piece in plan.slices] == [10, 20, 30, 40, 50, 60]


def test_progress_counts_slices(plan: SlicePlan) -> None:
    events = list(extract_pitch(plan, CountingExtractor, "f0"))
    assert events[1:] == [StageAdvanced("pitch", done, 6) for done in (0, 1, 2, 3, 4, 5, 6)]


def test_pooled_method_is_given_all_slices_at_once(plan: SlicePlan) -> None:
    extractor = PooledExtractor()
    list(extract_pitch(plan, lambda: extractor, "f0"))
    assert extractor.batches == []


def test_pooled_method_gives_every_slice_its_contour(plan: SlicePlan) -> None:
    list(extract_pitch(plan, PooledExtractor, "f0"))
    assert [len(plan.feature(piece, "f0")) for piece in plan.slices] == [10, 20, 30, 40, 50, 60]


def test_stop_is_looked_at_while_no_contour_is_ready(plan: SlicePlan) -> None:
    events = list(extract_pitch(plan, PooledExtractor, "f0"))
    assert events[1:4] == [StageAdvanced("pitch", done, 6) for done in (0, 0, 1)]


def test_only_missing_contours_are_extracted(plan: SlicePlan) -> None:
    extractor = CountingExtractor()
    plan.store(plan.slices[0], "f0", np.zeros(10, np.float32))
    list(extract_pitch(plan, lambda: extractor, "f0"))
    assert extractor.batches == [4, 1]


def test_extractor_is_not_loaded_for_nothing(plan: SlicePlan) -> None:
    list(extract_pitch(plan, CountingExtractor, "f0"))
    loaded: list[str] = []
    list(extract_pitch(plan, lambda: loaded.append("extractor"), "f0"))  # type: ignore[arg-type, func-returns-value]
    assert loaded == []


def test_index_content_leaves_made_silence_out(plan: SlicePlan) -> None:
    list(extract_content(plan, LengthEncoder, "content"))
    assert recorded_frames(plan, "content")[:, 0].max() == 1600 * 5


def test_index_content_has_one_row_for_each_50_hz_frame(plan: SlicePlan) -> None:
    list(extract_content(plan, LengthEncoder, "content"))
    assert len(recorded_frames(plan, "content")) == 5 * 2
