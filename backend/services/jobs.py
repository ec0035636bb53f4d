"""Jobs as people see them."""

from typing import Any

from backend.errors import not_found
from backend.jobs.publisher import to_wire
from backend.services.context import Context
from backend.services.trainings import resumable
from backend.storage.jobs import ACTIVE
from backend.storage.tables import Cover, Job
from backend.storage.wire import cover_json, job_json, name_model_anew


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
    covers, can_resume = _covers_of(context, jobs), resumable(context, jobs)
    views = []
    for job in jobs:
        place, starts_in = places.get(job.id, (None, None)) if job.status == "queued" else (None, None)
        views.append(job_json(job, place, starts_in, covers.get(job.id), job.id in can_resume))
    return views


def events_after(context: Context, owner_id: str, job_id: str, after: int) -> list[dict[str, Any]]:
    """Return all events of an owner's job after `after`, in order.

    Raises:
        ApiError: there is no such job.
    """
    job = get_job(context, owner_id, job_id)
    events = context.jobs.events(job_id, after)
    return [to_wire(name_model_anew(event, job.model_name)) for event in events]


def cancel_job(context: Context, owner_id: str, job_id: str) -> Job:
    """Return the job, asked to stop; nothing happens to one that has ended.

    Raises:
        ApiError: there is no such job.
    """
    job = get_job(context, owner_id, job_id)
    if job.status in ACTIVE:
        context.dispatcher.cancel(job)
    return context.jobs.require(job_id)


def _covers_of(context: Context, jobs: list[Job]) -> dict[str, dict[str, Any]]:
    """Return the covers and previews that succeeded jobs made and that are still there, by the job's id."""
    done = [job for job in jobs if job.status == "succeeded"]
    rows = context.library.get_many(Cover, [job.cover_id for job in done if job.cover_id])
    covers = {row.id: cover_json(row, context.workspace) for row in rows if row.deleted_at is None}
    previews = {job.id: job for job in done if job.kind == "preview"}
    made = {job.id: covers[job.cover_id] for job in done if job.cover_id in covers}
    for job_id, event in context.jobs.last_events(list(previews)).items():
        made[job_id] = name_model_anew(event, previews[job_id].model_name)["cover"]
    return made
