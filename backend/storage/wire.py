"""Rows as the JSON objects of the contract."""

from typing import Any
from urllib.parse import quote

from backend.storage.tables import Cover, Job, Model, Song
from backend.storage.times import iso_time
from backend.storage.workspace import Workspace

MODEL_FACTS = (
    "sample_rate",
    "content_dim",
    "f0",
    "epochs",
    "has_index",
    "median_f0_hz",
    "version",
    "family",
    "encoder",
    "interchangeable",
    "card",
)


def model_json(model: Model) -> dict[str, Any]:
    """Return the contract's `model`."""
    return {
        "name": model.name,
        **{name: model.facts.get(name) for name in MODEL_FACTS},
        "size_bytes": model.facts.get("download_bytes", model.size_bytes),
        "disk_bytes": model.size_bytes,
        "created_at": iso_time(model.created_at),
        "source": model.source,
        "warnings": model.facts.get("warnings", []),
        "samples": model.facts.get("samples", []),
    }


def song_json(song: Song) -> dict[str, Any]:
    """Return the contract's `song`."""
    return {
        "id": song.id,
        "name": song.name,
        "duration_seconds": song.facts.get("duration_seconds"),
        "sample_rate": song.facts.get("sample_rate"),
        "channels": song.facts.get("channels"),
        "median_f0_hz": song.facts.get("median_f0_hz"),
        "analysed": bool(song.facts.get("analysed")),
        "created_at": iso_time(song.created_at),
    }


def cover_url(file: str) -> str:
    """Return the address of a cover's wav."""
    return f"/cover/{quote(file)}"


def cover_json(cover: Cover, workspace: Workspace) -> dict[str, Any]:
    """Return the contract's `cover`; of its stems, those that are there: they go with the song."""
    stems = cover.facts.get("stems", {})
    return {
        "id": cover.id,
        "name": cover.name,
        "url": cover_url(cover.file),
        "model": cover.model_name,
        "pitch": cover.facts.get("pitch"),
        "duration_seconds": cover.facts.get("duration_seconds"),
        "sample_rate": cover.facts.get("sample_rate"),
        "stems": sorted(stem for stem, name in stems.items() if workspace.path_of(name).is_file()),
        "vocal_gain_db": cover.facts.get("vocal_gain_db", 0.0),
        "accompaniment_gain_db": cover.facts.get("accompaniment_gain_db", 0.0),
        "a_cappella": cover.facts.get("a_cappella", False),
        "shift_accompaniment": cover.facts.get("shift_accompaniment", False),
        "size_bytes": cover.size_bytes,
        "created_at": iso_time(cover.created_at),
    }


def sample_url(model_name: str, epoch: int) -> str:
    """Return the address of a model's listening sample of an epoch."""
    return f"/api/models/{quote(model_name, safe='')}/samples/{epoch}"


def name_model_anew(event: dict[str, Any], model_name: str | None) -> dict[str, Any]:
    """Return a stored event with the name that its job's model has now; it may have been renamed since."""
    if model_name is None:
        return event
    newer: dict[str, Any] = {}
    if event["type"] == "sample_ready":
        newer["url"] = sample_url(model_name, event["epoch"])
    if event.get("model"):
        newer["model"] = {**event["model"], "name": model_name}
    if event.get("cover"):
        newer["cover"] = {**event["cover"], "model": model_name}
    return {**event, **newer}


def job_json(
    job: Job, position: int | None, starts_in: float | None, cover: dict[str, Any] | None, resumable: bool
) -> dict[str, Any]:
    """Return the contract's `job`; `position` and `starts_in` (seconds) for a queued one."""
    return {
        "id": job.id,
        "kind": job.kind,
        "status": job.status,
        "stage": job.stage,
        "progress": job.progress,
        "seconds_left": job.seconds_left,
        "created_at": iso_time(job.created_at),
        "started_at": iso_time(job.started_at),
        "finished_at": iso_time(job.finished_at),
        "queue_position": position,
        "starts_in_seconds": starts_in,
        "resumable": resumable,
        "resumed_from": job.resumed_from,
        "attempts": job.attempts,
        "cancel_requested": job.cancel_requested,
        "model": job.model_name,
        "song_id": job.song_id,
        "cover": cover,
        "error": job.error,
        "last_seq": job.last_seq,
    }
