"""Starting a training."""

import json
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backend.errors import ApiError, from_engine, invalid
from backend.jobs.recovery import asked_minutes
from backend.jobs.requests import stored_request
from backend.services.audio_checks import Recording, check_recordings
from backend.services.capabilities import automatic_choice, check_f0_method
from backend.services.context import Context, Upload
from backend.services.models import check_name_is_free, discard, free_name
from backend.services.needs import training_need
from backend.services.room import check_need
from backend.storage.database import new_id
from backend.storage.jobs import NewJob
from backend.storage.names import check_name
from backend.storage.tables import Job, Model
from backend.storage.workspace import removed_on_error
from rvc_core.config import TrainingConfig
from rvc_core.errors import ConfigError

GONE = "The model of this training was deleted."


@dataclass(frozen=True, slots=True)
class TrainingRequest:
    """What a person asks for; `settings` are fields of the engine's TrainingConfig."""

    name: str
    uploads: list[Upload]
    consent: bool
    settings: dict[str, Any]


def create_training(context: Context, owner_id: str, request: TrainingRequest) -> Job:
    """Store the recordings and a queued training, and return its job.

    Raises:
        ApiError: something asked for cannot be done; nothing is left behind.
    """
    name = check_name(request.name)
    _check(context, request)
    check_name_is_free(context, owner_id, name)
    recordings = check_recordings(context, request.uploads, "files")
    _check_room(context, request.settings, recordings)
    config = _make_config(context, name, request, recordings)
    context.dispatcher.check_room()
    with context.naming:
        free_name(context, owner_id, name)
        model = Model(
            id=new_id(),
            owner_id=owner_id,
            name=name,
            folder=context.workspace.reserve_model_folder(name),
            source="trained",
            ready=False,
            size_bytes=sum(upload.size_bytes for upload in request.uploads),
            created_at=time.time(),
        )
        model_dir = context.workspace.model_dir(model.folder)
        with removed_on_error(model_dir):
            config = _keep_recordings(model_dir, config, recordings)
            context.library.add(model)
        return _submit(context, model, config)


def _check(context: Context, request: TrainingRequest) -> None:
    most = context.settings.limits.recordings
    if not request.consent:
        raise invalid(
            "consent", "Please confirm that you have the right to use this voice.", "consent_required"
        )
    if not request.uploads:
        raise invalid("files", "There is no recording.", "no_files")
    if len(request.uploads) > most:
        message = f"There are {len(request.uploads)} recordings, but at most {most} are taken"
        message = f"{message} (limit PERSONA_MAX_RECORDINGS)."
        raise ApiError(413, "too_many_files", message, "files", kind="recordings", facts={"limit": most})
    check_f0_method(context, request.settings.get("f0_method", "auto"))


def _check_room(context: Context, settings: dict[str, Any], recordings: list[Recording]) -> None:
    """Refuse a training for whose slices, features and checkpoints there is no room."""
    family, preset = automatic_choice(context, settings)
    seconds = sum(recording.duration_seconds for recording in recordings)
    check_need(context, training_need(seconds, settings["sample_rate"], family, preset))


def _make_config(
    context: Context, name: str, request: TrainingRequest, recordings: list[Recording]
) -> TrainingConfig:
    """Return the checked settings, while the recordings still lie where the upload left them."""
    try:
        return TrainingConfig(
            name=name,
            recordings=tuple(recording.upload.path for recording in recordings),
            model_dir=context.workspace.model_dir(name),
            pretrained_dir=context.settings.pretrained_dir,
            **request.settings,
        )
    except ConfigError as error:
        raise from_engine(error.data()) from error


def _keep_recordings(model_dir: Path, config: TrainingConfig, recordings: list[Recording]) -> TrainingConfig:
    """Move the recordings into the model's folder, and return the settings that name them there."""
    folder = model_dir / "recordings"
    folder.mkdir()
    targets = tuple(folder / f"{n:02d}{recording.suffix}" for n, recording in enumerate(recordings, start=1))
    for recording, target in zip(recordings, targets, strict=True):
        shutil.move(recording.upload.path, target)
    names = {
        target.name: recording.upload.name for recording, target in zip(recordings, targets, strict=True)
    }
    (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    return replace(config, recordings=targets, model_dir=model_dir)


def _submit(context: Context, model: Model, config: TrainingConfig) -> Job:
    job = NewJob(
        id=new_id(),
        owner_id=model.owner_id,
        kind="training",
        request=stored_request(context.workspace, "train", config),
        model_id=model.id,
        model_name=model.name,
    )
    try:
        context.dispatcher.submit(job)
    except ApiError:
        discard(context, model)
        raise
    return context.jobs.require(job.id)


def resume_training(context: Context, job: Job, epochs: int | None) -> Job:
    """Queue a job that goes on with a stopped training, and return it.

    Raises:
        ApiError: there is nothing to go on with.
    """
    with context.naming:
        return _resume(context, job, epochs)


def _resume(context: Context, job: Job, epochs: int | None) -> Job:
    model = context.library.get(Model, job.model_id) if job.model_id else None
    reason = _why_not_resumable(context, job, model, context.jobs.newest_trainings([job.model_id or ""]))
    if reason is not None or model is None:
        raise ApiError(409, "not_resumable", reason or GONE)
    arguments = {**job.request["arguments"], "resume": context.workspace.has_checkpoint(model.folder)}
    arguments.update(epochs=_at_least(arguments["epochs"], epochs), max_minutes=asked_minutes(job))
    again = NewJob(
        id=new_id(),
        owner_id=job.owner_id,
        kind="training",
        request={**job.request, "arguments": arguments},
        model_id=job.model_id,
        model_name=model.name,
        resumed_from=job.id,
    )
    context.dispatcher.submit(again)
    return context.jobs.require(again.id)


def _at_least(asked: int | str, epochs: int | None) -> int | str:
    """Return the epochs to resume with: at least those `asked` for, where it was a number."""
    if epochs is None or isinstance(asked, str):
        return epochs or asked
    return max(epochs, asked)


def resumable(context: Context, jobs: list[Job]) -> set[str]:
    """Return the ids of those of `jobs` that are stopped or failed trainings which can be resumed."""
    stopped = [job for job in jobs if job.kind == "training" and job.status in ("cancelled", "failed")]
    ids = sorted({job.model_id for job in stopped if job.model_id})
    if not ids:
        return set()
    models = {model.id: model for model in context.library.get_many(Model, ids)}
    newest = context.jobs.newest_trainings(ids)
    found = [(job, models.get(job.model_id or "")) for job in stopped]
    return {job.id for job, model in found if _why_not_resumable(context, job, model, newest) is None}


def _why_not_resumable(
    context: Context, job: Job, model: Model | None, newest_jobs: dict[str, str]
) -> str | None:
    if job.kind != "training" or job.status not in ("cancelled", "failed"):
        return "Only a training that was stopped or has failed can be gone on with."
    if model is None or model.deleted_at is not None:
        return GONE
    if newest_jobs[model.id] != job.id:
        return "A later training of this model is there; go on with that one."
    recordings = [context.workspace.path_of(name) for name in job.request["paths"]["recordings"]]
    if context.workspace.has_checkpoint(model.folder) or all(path.is_file() for path in recordings):
        return None
    return "The recordings were deleted, and there is nothing to go on with. Train anew with recordings."
