"""Jobs as people see them."""

from typing import Any

from backend.errors import not_found
from backend.jobs.publisher import to_wire
from backend.services.context import Context
from backend.services.trainings import is_resumable
from backend.storage.jobs import ACTIVE
from backend.storage.tables import Cover, Job
from backend.storage.wire import cover_json, job_json


def get_job(context: Context, owner_id: str, job_id: str) -> Job:
    """Return an owner's job.

    Raises:
        ApiError: there is none of that id.
    """
    job = context.jobs.get(job_id, owner_id)
    if job is None:
        raise not_found("job")
    return job


def job_view(context: Context, job: Job) -> dict[str, Any]:
    """Return the contract's `job`."""
    return job_views(context, [job])[0]


def job_views(context: Context, jobs: list[Job]) -> list[dict[str, Any]]:
    """Return the contract's `job` for each of `jobs`."""
    waiting = any(job.status == "queued" for job in jobs)
    places = context.dispatcher.queue_places() if waiting else {}
    views = []
    for job in jobs:
        place, starts_in = places.get(job.id, (None, None)) if job.status == "queued" else (None, None)
        views.append(job_json(job, place, starts_in, _cover_of(context, job), is_resumable(context, job)))
    return views


def events_after(context: Context, owner_id: str, job_id: str, after: int) -> list[dict[str, Any]]:
    """Return all events of an owner's job after `after`, in order.

    Raises:
        ApiError: there is no such job.
    """
    get_job(context, owner_id, job_id)
    return [to_wire(event) for event in context.jobs.events(job_id, after)]


def cancel_job(context: Context, owner_id: str, job_id: str) -> Job:
    """Return the job, asked to stop; nothing happens to one that has ended.

    Raises:
        ApiError: there is no such job.
    """
    job = get_job(context, owner_id, job_id)
    if job.status in ACTIVE:
        context.dispatcher.cancel(job)
    return context.jobs.require(job_id)


def _cover_of(context: Context, job: Job) -> dict[str, Any] | None:
    if job.status != "succeeded" or job.kind not in ("cover", "preview"):
        return None
    if job.kind == "preview":
        last: dict[str, Any] = context.jobs.events(job.id, job.last_seq - 1)[0]["cover"]
        return last
    cover = context.library.get(Cover, job.cover_id) if job.cover_id else None
    return cover_json(cover) if cover and cover.deleted_at is None else None
