"""`train`: from recordings to a model, stage by stage."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rvc_core.checkpoints.card import CARD_NAME
from rvc_core.checkpoints.metadata import version_for
from rvc_core.config import TrainingConfig, TrainingResult
from rvc_core.content import load_content_encoder
from rvc_core.data.features import UNUSABLE_CONTENT, FeatureTags, all_content, extract_content, extract_pitch
from rvc_core.data.files import load_json, save_json
from rvc_core.data.plan import SlicePlan, load_plan
from rvc_core.data.prepare import PreparationOptions, prepare
from rvc_core.devices import DeviceProfile, device_profile, named_memory_errors
from rvc_core.errors import EmptyDatasetError
from rvc_core.events import Pipeline, StageAdvanced, StageStarted, Warned
from rvc_core.pitch import load_pitch_extractor
from rvc_core.retrieval import RetrievalIndex, find_index
from rvc_core.training.ingredients import Ingredients
from rvc_core.training.keeper import ModelFolder
from rvc_core.training.objective import Builder, build_objective
from rvc_core.training.session import Dataset, Session, open_session
from rvc_core.training.settings import Settings, feature_tags, require_no_finished_model, settle
from rvc_core.weights import PretrainedWeights, scan_pretrained


@dataclass(frozen=True, slots=True)
class _Workshop:
    """What every stage of one training shares."""

    config: TrainingConfig
    folder: ModelFolder
    settings: Settings
    weights: PretrainedWeights
    profile: DeviceProfile
    tags: FeatureTags


def train(config: TrainingConfig, build: Builder = build_objective) -> Pipeline[TrainingResult]:
    """Train a voice model on recordings and return where it lies.

    Stages: preparing, pitch, content, index, training. Closing the pipeline during the last one keeps the
    newest model usable and a checkpoint to resume from; before that only prepared slices are left.

    Args:
        config: what to train on, and for how long.
        build: gives the networks; for those of other sizes than the presets'.

    Raises:
        DecodeError: a recording is no sound; like the next two it names the file.
        TooShortError: a recording is too short.
        SilentError: a recording is silent.
        EmptyDatasetError: no usable slice was found.
        CheckpointNotFoundError: weights that were asked for, or the training to resume, are not there.
        IncompatibleCheckpointError: weights or a checkpoint are of another network.
        DeviceUnavailableError: the device asked for is not there.
        DeviceOutOfMemoryError: not even one slice fits into memory.
        DivergedError: a loss became NaN or infinite; the last good checkpoint is kept.
    """
    deadline = None if config.max_minutes is None else time.monotonic() + 60.0 * config.max_minutes
    workshop = _open(config)
    yield from _warn(workshop)
    plan = yield from _prepare(workshop)
    with named_memory_errors("fewer minutes of recordings or the preset compact take less"):
        yield from _extract(workshop, plan)
        index_path = yield from _build_index(workshop, plan)
        dataset = Dataset(plan, workshop.tags, _ingredients(workshop, plan))
        session = yield from open_session(config, workshop.folder, dataset, build)
        yield from session.run(deadline)
    return _result(session, index_path)


def _open(config: TrainingConfig) -> _Workshop:
    folder = ModelFolder(config.model_dir, config.name)
    require_no_finished_model(config)
    weights = scan_pretrained(config.pretrained_dir)
    profile = device_profile(config.device)
    settings = settle(config, folder.settings, weights, profile.is_cuda)
    return _Workshop(config, folder, settings, weights, profile, feature_tags(settings.choice, weights))


def _warn(workshop: _Workshop) -> Pipeline[None]:
    if workshop.profile.note:
        yield Warned("gpu_unused", workshop.profile.note)
    for warning in workshop.weights.warnings:
        yield Warned("pretrained_weights", warning)


def _prepare(workshop: _Workshop) -> Pipeline[SlicePlan]:
    recordings, folder = workshop.settings.recordings, workshop.folder.slices
    plan = load_plan(folder) if workshop.config.resume else None
    if plan is not None and not all(path.is_file() for path in recordings):
        yield StageStarted("preparing", 1)  # the recordings were deleted, their slices were not
        yield StageAdvanced("preparing", 1, 1)
        return plan
    return (yield from prepare(recordings, folder, PreparationOptions(workshop.settings.choice.sample_rate)))


def _extract(workshop: _Workshop, plan: SlicePlan) -> Pipeline[None]:
    choice, device, weights = workshop.settings.choice, workshop.profile.device, workshop.weights
    yield from extract_pitch(
        plan, lambda: load_pitch_extractor(choice.f0_method, device, weights), workshop.tags.pitch
    )
    yield from extract_content(
        plan, lambda: load_content_encoder(choice.encoder, "v2", device, weights), workshop.tags.content
    )


def _build_index(workshop: _Workshop, plan: SlicePlan) -> Pipeline[Path]:
    """Return the path of the index of `plan`, built before any epoch so that a stopped training has one.

    Raises:
        EmptyDatasetError: no frame of content is numbers.
    """
    yield StageStarted("index", 1)
    folder, choice = workshop.folder, workshop.settings.choice
    made_from = {"slices": plan.key, "content": workshop.tags.content}
    record = folder.slices / "index.json"
    path = find_index(folder.root)
    if path is None or load_json(record) != made_from:
        content = all_content(plan, workshop.tags.content)
        if not np.isfinite(content).all(axis=1).any():
            raise EmptyDatasetError(UNUSABLE_CONTENT)
        index = RetrievalIndex.build(content, workshop.settings.seed)
        version = version_for(choice.family, choice.encoder, index.content_dim)
        path = folder.root / index.file_name(folder.name, version)
        for old in folder.root.glob("*.index"):
            old.unlink()
        index.save(path)
        save_json(record, made_from)
    yield StageAdvanced("index", 1, 1)
    return path


def _ingredients(workshop: _Workshop, plan: SlicePlan) -> Ingredients:
    content = plan.feature(plan.slices[0], workshop.tags.content)
    return Ingredients(
        choice=workshop.settings.choice,
        content_dim=content.shape[1],
        profile=workshop.profile,
        weights=workshop.weights,
        seed=workshop.settings.seed,
    )


def _result(session: Session, index_path: Path) -> TrainingResult:
    folder = session.keeper.folder
    card = load_json(folder.root / CARD_NAME) or {}
    epochs = card.get("epochs", session.keeper.state.epoch)
    return TrainingResult(folder.best, folder.last, index_path, epochs, card)
