"""`train`: from recordings to a model, stage by stage."""

import time
from pathlib import Path

import numpy as np

from rvc_core.checkpoints.card import CARD_NAME
from rvc_core.checkpoints.metadata import version_for
from rvc_core.config import TrainingConfig, TrainingResult
from rvc_core.content import load_content_encoder
from rvc_core.data.features import UNUSABLE_CONTENT, extract_content, extract_pitch, recorded_frames
from rvc_core.data.files import load_json, save_json
from rvc_core.data.plan import SlicePlan, load_plan
from rvc_core.data.prepare import PreparationOptions, prepare
from rvc_core.devices import named_memory_errors
from rvc_core.errors import EmptyDatasetError
from rvc_core.events import Pipeline, StageAdvanced, StageStarted, Warned
from rvc_core.pitch import load_pitch_extractor
from rvc_core.retrieval import RetrievalIndex, find_index
from rvc_core.training.objective import Builder, build_objective
from rvc_core.training.plan import TrainingPlan, make_plan
from rvc_core.training.run import open_run


def train(config: TrainingConfig, build: Builder = build_objective) -> Pipeline[TrainingResult]:
    """Train a voice model on recordings and return where it is.

    Stages: preparing, pitch, content, index, training. Closing the pipeline during the last one keeps the
    newest model usable and a checkpoint to resume from; before that only prepared slices are left.

    Args:
        config: what to train on, and for how long.
        build: gives the networks; for those of other sizes than the presets'.

    Raises:
        DecodeError: a recording is not sound; like the next two it names the file.
        TooShortError: a recording is too short.
        SilentError: a recording is silent.
        EmptyDatasetError: no usable slice was found.
        CheckpointNotFoundError: weights that were asked for, or the training to resume, are missing.
        IncompatibleCheckpointError: weights or a checkpoint are of another network.
        DeviceUnavailableError: the requested device is not there.
        DeviceOutOfMemoryError: not even one slice fits into memory.
        DivergedError: a loss became NaN or infinite; the last good checkpoint is kept.
    """
    deadline = None if config.max_minutes is None else time.monotonic() + 60.0 * config.max_minutes
    plan = make_plan(config)
    yield from _warn(plan)
    slices = yield from _prepare(plan)
    with named_memory_errors("fewer minutes of recordings or the preset compact take less"):
        yield from _extract(plan, slices)
        index_path = yield from _build_index(plan, slices)
        run = yield from open_run(plan, slices, build)
        yield from run.train(deadline)
    card = load_json(plan.folder.root / CARD_NAME) or {}
    epochs = card.get("epochs", run.saver.state.epoch)
    return TrainingResult(plan.folder.best, plan.folder.last, index_path, epochs, card)


def _warn(plan: TrainingPlan) -> Pipeline[None]:
    if plan.profile.note:
        yield Warned("gpu_unused", plan.profile.note)
    for warning in plan.weights.warnings:
        yield Warned("pretrained_weights", warning)


def _prepare(plan: TrainingPlan) -> Pipeline[SlicePlan]:
    recordings, folder = plan.config.recordings, plan.folder.slices
    slices = load_plan(folder) if plan.config.resume else None
    if slices is not None and not all(path.is_file() for path in recordings):
        yield StageStarted("preparing", 1)  # the recordings were deleted, their slices were not
        yield StageAdvanced("preparing", 1, 1)
        return slices
    return (yield from prepare(recordings, folder, PreparationOptions(plan.choice.sample_rate)))


def _extract(plan: TrainingPlan, slices: SlicePlan) -> Pipeline[None]:
    choice, device, weights = plan.choice, plan.profile.device, plan.weights
    yield from extract_pitch(
        slices, lambda: load_pitch_extractor(choice.f0_method, device, weights), plan.tags.pitch
    )
    yield from extract_content(
        slices, lambda: load_content_encoder(choice.encoder, "v2", device, weights), plan.tags.content
    )


def _build_index(plan: TrainingPlan, slices: SlicePlan) -> Pipeline[Path]:
    """Return the path of the index of `slices`, built before any epoch so that a stopped training has one.

    Raises:
        EmptyDatasetError: no frame of content is finite.
    """
    yield StageStarted("index", 1)
    folder, choice = plan.folder, plan.choice
    made_from = {"slices": slices.key, "content": plan.tags.content}
    record = folder.slices / "index.json"
    path = find_index(folder.root)
    if path is None or load_json(record) != made_from:
        content = recorded_frames(slices, plan.tags.content)
        if not np.isfinite(content).all(axis=1).any():
            raise EmptyDatasetError(UNUSABLE_CONTENT)
        index = RetrievalIndex.build(content, plan.config.seed)
        version = version_for(choice.family, choice.encoder, index.content_dim)
        path = folder.root / index.file_name(folder.name, version)
        for old in folder.root.glob("*.index"):
            old.unlink()
        index.save(path)
        save_json(record, made_from)
    yield StageAdvanced("index", 1, 1)
    return path
