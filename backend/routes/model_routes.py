"""Models."""

from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from backend.routes.answers import AUDIO, NO_CONTENT, ZIP, ModelAnswer, ModelsAnswer, refusals
from backend.routes.files import send
from backend.routes.guard import current_owner, limit_jobs
from backend.routes.request import to_upload
from backend.routes.schemas import ModelForm, NameBody, NamePath, PageQuery, SamplePath
from backend.services import models
from backend.storage.tables import Model
from backend.storage.wire import model_json
from backend.visitor import get_context

blueprint = APIBlueprint("models", __name__, url_prefix="/api/models", abp_tags=[Tag(name="models")])


@blueprint.post("", responses={"201": ModelAnswer, **refusals(409)})
@limit_jobs
def upload_model(form: ModelForm) -> tuple[dict[str, Any], int]:
    """Take in a model from elsewhere."""
    index = to_upload(form.index) if form.index else None
    model = models.upload_model(get_context(), current_owner(), to_upload(form.file), index, form.name)
    return {"model": model_json(model)}, 201


@blueprint.get("", responses={"200": ModelsAnswer, **refusals()})
def list_models(query: PageQuery) -> dict[str, Any]:
    """List your models, newest first."""
    found = get_context().library.page(Model, current_owner(), query.limit, query.offset)
    return {"models": [model_json(model) for model in found]}


@blueprint.get("/<name>", responses={"200": ModelAnswer, **refusals(404)})
def get_model(path: NamePath) -> dict[str, Any]:
    """Look at a model."""
    return {"model": model_json(models.get_model(get_context(), current_owner(), path.name))}


@blueprint.patch("/<name>", responses={"200": ModelAnswer, **refusals(404, 409)})
def rename_model(path: NamePath, body: NameBody) -> dict[str, Any]:
    """Rename a model."""
    return {"model": model_json(models.rename_model(get_context(), current_owner(), path.name, body.name))}


@blueprint.delete("/<name>", responses={"204": NO_CONTENT, **refusals(404, 409)})
def delete_model(path: NamePath) -> tuple[str, int]:
    """Delete a model; it can be had back for ten minutes."""
    models.delete_model(get_context(), current_owner(), path.name)
    return "", 204


@blueprint.post("/<name>/restore", responses={"200": ModelAnswer, **refusals(404, 409)})
def restore_model(path: NamePath) -> dict[str, Any]:
    """Bring a deleted model back."""
    return {"model": model_json(models.restore_model(get_context(), current_owner(), path.name))}


@blueprint.get(
    "/<name>/download", responses={"200": ZIP, "206": ZIP, "304": NO_CONTENT, **refusals(404, 412, 416)}
)
def download_model(path: NamePath) -> Response:
    """Download a model as a zip that other programs open."""
    model = models.get_model(get_context(), current_owner(), path.name)
    return send(models.zip_model(get_context(), model), f"{model.name}.zip")


@blueprint.get(
    "/<name>/samples/<int:epoch>",
    responses={"200": AUDIO, "206": AUDIO, "304": NO_CONTENT, **refusals(404, 412, 416)},
)
def get_sample(path: SamplePath) -> Response:
    """Listen to a sample of an epoch."""
    return send(models.sample_path(get_context(), current_owner(), path.name, path.epoch))
