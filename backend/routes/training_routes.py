"""Trainings and jobs."""

from typing import Any

from flask_openapi3 import APIBlueprint, Tag

from backend.routes.answers import EventsAnswer, JobAnswer, JobsAnswer, refusals
from backend.routes.guard import current_owner, limit_jobs
from backend.routes.request import to_upload
from backend.routes.schemas import AfterQuery, IdPath, PageQuery, ResumeBody, TrainingForm
from backend.services import jobs, trainings
from backend.visitor import get_context

blueprint = APIBlueprint("jobs", __name__, url_prefix="/api", abp_tags=[Tag(name="jobs")])
SETTINGS = (
    "epochs",
    "max_minutes",
    "family",
    "preset",
    "sample_rate",
    "batch_size",
    "save_every",
    "f0_method",
)


@blueprint.post("/trainings", responses={"202": JobAnswer, **refusals(409)})
@limit_jobs
def create_training(form: TrainingForm) -> tuple[dict[str, Any], int]:
    """Train a model from recordings."""
    request = trainings.TrainingRequest(
        name=form.name,
        uploads=[to_upload(file) for file in form.files],
        consent=form.consent,
        settings={name: getattr(form, name) for name in (*SETTINGS, "base_weights")},
    )
    job = trainings.create_training(get_context(), current_owner(), request)
    return {"job": jobs.job_view(get_context(), job)}, 202


@blueprint.get("/jobs", responses={"200": JobsAnswer, **refusals()})
def list_jobs(query: PageQuery) -> dict[str, Any]:
    """List your jobs, newest first."""
    found = get_context().jobs.list_of(current_owner(), query.limit, query.offset)
    return {"jobs": jobs.job_views(get_context(), found)}


@blueprint.get("/jobs/<id>", responses={"200": JobAnswer, **refusals(404)})
def get_job(path: IdPath) -> dict[str, Any]:
    """Look at a job."""
    job = jobs.get_job(get_context(), current_owner(), path.id)
    return {"job": jobs.job_view(get_context(), job)}


@blueprint.get("/jobs/<id>/events", responses={"200": EventsAnswer, **refusals(404)})
def list_events(path: IdPath, query: AfterQuery) -> dict[str, Any]:
    """List all events of a job after a `seq`, in order."""
    return {"events": jobs.events_after(get_context(), current_owner(), path.id, query.after)}


@blueprint.post("/jobs/<id>/cancel", responses={"202": JobAnswer, **refusals(404)})
def cancel_job(path: IdPath) -> tuple[dict[str, Any], int]:
    """Stop a job; asking twice is the same as asking once."""
    job = jobs.cancel_job(get_context(), current_owner(), path.id)
    return {"job": jobs.job_view(get_context(), job)}, 202


@blueprint.post("/jobs/<id>/resume", responses={"202": JobAnswer, **refusals(404, 409)})
@limit_jobs
def resume_job(path: IdPath, body: ResumeBody) -> tuple[dict[str, Any], int]:
    """Go on with a stopped training, in a new job."""
    stopped = jobs.get_job(get_context(), current_owner(), path.id)
    job = trainings.resume_training(get_context(), stopped, body.epochs)
    return {"job": jobs.job_view(get_context(), job)}, 202
