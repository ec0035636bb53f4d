"""Batches: every item seen, all features aligned, nothing dropped."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from rvc_core.audio.spectrogram import Spectrogram
from rvc_core.config.synthesizer import SpectrogramConfig
from rvc_core.data.dataset import Example, TrainingSet, epoch_order, held_out_count, load_example, split
from rvc_core.data.features import FeatureTags
from rvc_core.data.plan import Slice, SlicePlan

SPECTROGRAM = SpectrogramConfig(16_000, 512, 160, 40)
LENGTHS = (37, 120, 63)  # frames


def ramp_example(number: int, frames: int) -> Example:
    """Return an example in which frame t of item n holds 1000 n + t everywhere (scaled in the waveform)."""
    values = (1000 * number + np.arange(frames)).astype(np.float32)
    waveform = np.repeat(values / 1e4, 160).astype(np.float32)
    return Example(f"item {number}", np.tile(values[::2, None], (1, 3)), values, waveform)


@pytest.fixture(scope="module")
def data() -> TrainingSet:
    examples = [ramp_example(number + 1, frames) for number, frames in enumerate(LENGTHS)]
    return TrainingSet(examples, Spectrogram(SPECTROGRAM))


@pytest.mark.parametrize("count", [1, 3, 7, 40])
@pytest.mark.parametrize("batch_size", [1, 4, 16])
def test_every_item_is_seen_in_every_epoch(count: int, batch_size: int) -> None:
    frames = np.random.default_rng(0).integers(5, 400, count)  # shorter than any bucket, too
    assert set(epoch_order(frames, batch_size, 1, 1)) == set(range(count))


def test_batches_are_all_full() -> None:
    assert len(epoch_order(np.full(7, 100), 4, 1, 1)) == 8


def test_order_depends_on_the_epoch() -> None:
    frames = np.full(20, 100)
    assert list(epoch_order(frames, 4, 1, 1)) != list(epoch_order(frames, 4, 1, 2))


def test_order_is_the_same_for_the_same_seed_and_epoch() -> None:
    frames = np.full(20, 100)
    assert list(epoch_order(frames, 4, 1, 3)) == list(epoch_order(frames, 4, 1, 3))


def test_items_of_like_length_share_a_batch() -> None:
    frames = np.array([10, 300, 12, 310, 11, 305, 13, 299])
    batches = epoch_order(frames, 4, 1, 1).reshape(2, 4)
    assert sorted(int(frames[batch].max() - frames[batch].min()) for batch in batches) == [3, 11]


def test_whole_items_are_padded_to_the_longest(data: TrainingSet) -> None:
    batch = data.batch(np.array([0, 1]), None, np.random.default_rng(0))
    assert batch.lengths.tolist() == [37, 120]
    assert batch.content.shape == (2, 120, 3)


def test_items_are_padded_to_the_frames_asked_for(data: TrainingSet) -> None:
    shortest, wide = (
        data.batch(np.array([0]), 30, np.random.default_rng(2), n_frames) for n_frames in (None, 120)
    )
    assert (shortest.content.shape[1], wide.content.shape[1]) == (30, 120)
    assert torch.equal(wide.f0_hz[:, :30], shortest.f0_hz)
    assert torch.equal(wide.waveform[..., : 30 * 160], shortest.waveform)
    assert not wide.spectrogram[..., 30:].any()


def test_padding_is_zero_in_every_feature(data: TrainingSet) -> None:
    batch = data.batch(np.array([0, 1]), None, np.random.default_rng(0))
    padded = (batch.content[0, 37:], batch.f0_hz[0, 37:], batch.spectrogram[0, :, 37:])
    assert all(not values.any() for values in (*padded, batch.waveform[0, 0, 37 * 160 :]))


def test_crops_stay_inside_their_item(data: TrainingSet) -> None:
    rng = np.random.default_rng(0)
    crops = [data.batch(np.array([1]), 50, rng).f0_hz[0] for _ in range(200)]
    assert (min(int(crop[0]) for crop in crops), max(int(crop[-1]) for crop in crops)) == (2000, 2119)


def test_features_of_a_crop_are_aligned(data: TrainingSet) -> None:
    batch = data.batch(np.array([2, 1]), 40, np.random.default_rng(3))
    frames = batch.waveform.reshape(2, 40, 160)[:, :, 0] * 1e4
    torch.testing.assert_close(frames, batch.f0_hz, atol=0.01, rtol=0)
    torch.testing.assert_close(batch.content[:, :, 0], batch.f0_hz - batch.f0_hz % 2)


def test_spectrogram_of_a_crop_is_that_of_the_whole_item(data: TrainingSet) -> None:
    batch = data.batch(np.array([1]), 40, np.random.default_rng(3))
    first = int(batch.f0_hz[0, 0]) - 2000
    whole = Spectrogram(SPECTROGRAM).magnitude(torch.from_numpy(ramp_example(2, 120).waveform)[None])
    torch.testing.assert_close(batch.spectrogram[0], whole[0, :, first : first + 40], rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize(("slices", "held_out"), [(1, 0), (3, 0), (4, 1), (39, 1), (60, 3), (900, 4)])
def test_held_out_slices_grow_with_the_dataset(slices: int, held_out: int) -> None:
    assert held_out_count(slices) == held_out


def plan_of(folder: Path, count: int) -> SlicePlan:
    voice = [Slice(f"0_{number}", "voice.wav", 3.4 * number, 3.7) for number in range(count)]
    return SlicePlan(folder, "key", 32_000, (*voice, Slice("silence_0", "", 0.0, 3.0)), 3.4 * count)


def test_held_out_slices_are_not_trained_on(tmp_path: Path) -> None:
    training, held_out = split(plan_of(tmp_path, 20), seed=1)
    assert not set(training) & set(held_out)


def test_made_silence_is_never_held_out(tmp_path: Path) -> None:
    _, held_out = split(plan_of(tmp_path, 4), seed=1)
    assert not any(piece.is_made for piece in held_out)


def planted_plan(folder: Path, count: int) -> SlicePlan:
    """Return a plan in which frame t of each slice holds the number of 10 ms since the recording began."""
    plan = plan_of(folder, count)
    for piece in plan.slices:
        frames = round(piece.seconds * 100)
        values = (round(piece.start_seconds * 100) + np.arange(frames)).astype(np.float32)
        plan.store(piece, "voice", np.repeat(values, 320))
        plan.store(piece, "f0", values)
        plan.store(piece, "content", values[::2, None])
    return plan


@pytest.mark.parametrize(("neighbours", "span"), [((), (340, 709)), ((0,), (370, 709)), ((0, 2), (370, 679))])
def test_held_out_example_shares_no_frame_with_training_slices(
    tmp_path: Path, neighbours: tuple[int, ...], span: tuple[int, int]
) -> None:
    plan = planted_plan(tmp_path, 3)
    trained_on = [plan.slices[number] for number in neighbours]
    example = load_example(plan, plan.slices[1], FeatureTags("f0", "content"), trained_on)
    assert (example.f0_hz[0], example.f0_hz[-1]) == span


def test_features_of_a_cut_example_stay_aligned(tmp_path: Path) -> None:
    plan = planted_plan(tmp_path, 3)
    beside = [plan.slices[0], plan.slices[2]]
    example = load_example(plan, plan.slices[1], FeatureTags("f0", "content"), beside)
    assert np.array_equal(example.waveform[::320], example.f0_hz)
    assert np.array_equal(example.repeated_content()[::2, 0], example.f0_hz[::2])


def test_slices_of_another_recording_of_the_same_name_cut_nothing(tmp_path: Path) -> None:
    plan = planted_plan(tmp_path, 3)
    other = replace(plan.slices[1], name="1_1")
    example = load_example(plan, plan.slices[1], FeatureTags("f0", "content"), [other, plan.slices[3]])
    assert len(example.f0_hz) == 370


def test_magnitudes_are_left_out_where_they_are_not_read() -> None:
    examples = [ramp_example(number + 1, frames) for number, frames in enumerate(LENGTHS)]
    batch = TrainingSet(examples, None).batch(np.array([2, 1]), 40, np.random.default_rng(3))
    assert (batch.spectrogram.shape, batch.waveform.shape) == ((2, 0, 40), (2, 1, 40 * 160))


def test_example_is_cut_to_the_frames_that_all_features_have(tmp_path: Path) -> None:
    plan, tags = plan_of(tmp_path, 1), FeatureTags("f0", "content")
    piece = plan.slices[0]
    plan.store(piece, "voice", np.zeros(320 * 100 + 77, np.float32))
    plan.store(piece, "f0", np.zeros(99, np.float32))
    plan.store(piece, "content", np.zeros((49, 8), np.float32))
    example = load_example(plan, piece, tags)
    assert (len(example.content), len(example.f0_hz), len(example.waveform)) == (49, 98, 98 * 320)


def test_content_is_repeated_not_interpolated(tmp_path: Path) -> None:
    plan, tags = plan_of(tmp_path, 1), FeatureTags("f0", "content")
    piece = plan.slices[0]
    plan.store(piece, "voice", np.zeros(320 * 4, np.float32))
    plan.store(piece, "f0", np.zeros(4, np.float32))
    plan.store(piece, "content", np.array([[1.0], [2.0]], np.float32))
    assert load_example(plan, piece, tags).repeated_content()[:, 0].tolist() == [1.0, 1.0, 2.0, 2.0]
