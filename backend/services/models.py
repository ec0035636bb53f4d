"""Voice models: uploading, listing, renaming, deleting, and their zips."""

import time
from pathlib import Path

from backend.errors import ApiError, invalid, not_found
from backend.services.context import Context, Upload, ask
from backend.services.room import check_disk, check_free_room, is_short
from backend.storage.database import new_id
from backend.storage.jobs import ACTIVE
from backend.storage.names import check_name, normalise_name, safe_stem
from backend.storage.tables import Model
from backend.storage.workspace import remove, removed_on_error, size_of

TAKEN = "You already have a model of this name."


def get_model(context: Context, owner_id: str, name: str) -> Model:
    """Return an owner's model that can sing.

    Raises:
        ApiError: there is none of that name.
    """
    model = context.library.model_named(owner_id, normalise_name(name))
    if model is None or not model.ready:
        raise not_found("model")
    return model


def is_in_training(context: Context, model: Model) -> bool:
    """Return whether a training of the model waits or runs."""
    return any(job.status in ACTIVE for job in context.jobs.of_model(model.id))


def _idle_model(context: Context, owner_id: str, name: str) -> Model:
    """Return an owner's model that can sing and that no training is working on.

    Raises:
        ApiError: there is none of that name, or it is in training.
    """
    model = context.library.model_named(owner_id, normalise_name(name))
    if model is not None and is_in_training(context, model):
        raise ApiError(409, "model_in_use", "This model is being trained. Stop the training first.")
    return get_model(context, owner_id, name)


def check_name_is_free(context: Context, owner_id: str, name: str) -> Model | None:
    """Return what a failed training left under a name that can be given to a new model.

    Raises:
        ApiError: a model of the name is there or being trained.
    """
    model = context.library.model_named(owner_id, name)
    if model is not None and (model.ready or is_in_training(context, model)):
        raise ApiError(409, "name_taken", TAKEN, "name")
    return model


def free_name(context: Context, owner_id: str, name: str) -> None:
    """Remove what a failed training left under a name; only for what is sure to take its place.

    Raises:
        ApiError: a model of the name is there or being trained.
    """
    unfinished = check_name_is_free(context, owner_id, name)
    if unfinished is not None:
        discard(context, unfinished)


def discard(context: Context, model: Model) -> None:
    """Remove a model's files and row for good; the row last: what a kill interrupts is then done anew."""
    remove(context.workspace.model_dir(model.folder))
    remove(_zip_dir(context, model))
    context.library.remove(model)


def upload_model(
    context: Context, owner_id: str, file: Upload, index: Upload | None, name: str | None
) -> Model:
    """Store the model that a zip (or a `.pth`, with its index) holds, and return it.

    Raises:
        ApiError: the file is refused; the message says what it is and what is wanted.
    """
    name = check_name(name) if name else check_name(safe_stem(file.name, "model"))
    if file.size_bytes == 0:
        raise invalid("file", f"{file.name} is empty (0 bytes).", "checkpoint_incompatible")
    check_name_is_free(context, owner_id, name)
    check_disk(context, 2 * file.size_bytes)  # packed beside it, then unpacked
    folder = context.workspace.reserve_model_folder(name)
    target = context.workspace.model_dir(folder)
    arguments = {
        "path": str(file.path),
        "file_name": file.name,
        "index_path": str(index.path) if index else None,
        "name": name,
        "target_dir": str(target),
    }
    with removed_on_error(target):
        facts = ask(context, "unpack", arguments, "file")
        with context.naming:
            free_name(context, owner_id, name)
            folder = context.workspace.settle_model_folder(folder, name)
            with removed_on_error(context.workspace.model_dir(folder)):
                return _keep(context, Model(owner_id=owner_id, name=name, folder=folder, facts=facts))


def _keep(context: Context, model: Model) -> Model:
    model.id, model.source, model.ready, model.created_at = new_id(), "uploaded", True, time.time()
    model.size_bytes = size_of(context.workspace.model_dir(model.folder))
    kept: Model = context.library.add(model)
    return kept


def rename_model(context: Context, owner_id: str, name: str, new_name: str) -> Model:
    """Return the model under its new name.

    Raises:
        ApiError: the name is taken or cannot be used, or the model is in training.
    """
    with context.naming:
        model, wanted = _idle_model(context, owner_id, name), check_name(new_name)
        if wanted == model.name:
            return model
        free_name(context, owner_id, wanted)
        return context.library.rename(model, wanted)


def delete_model(context: Context, owner_id: str, name: str) -> None:
    """Hide a model; it can be restored until it is purged, which is at once where room is short.

    Raises:
        ApiError: a training of it is running.
    """
    model = _idle_model(context, owner_id, name)
    if is_short(context):
        discard(context, model)
    else:
        context.library.change(model, deleted_at=time.time())


def restore_model(context: Context, owner_id: str, name: str) -> Model:
    """Return the deleted model, back in the library; one that was not deleted stays as it is.

    Raises:
        ApiError: it is gone, or its name is used again.
    """
    with context.naming:
        model = context.library.deleted_model(owner_id, normalise_name(name))
        if model is None:
            return get_model(context, owner_id, name)
        free_name(context, owner_id, model.name)
        return context.library.change(model, deleted_at=None)


def zip_model(context: Context, model: Model) -> Path:
    """Return the path of the model's zip, packed anew when its files changed."""
    folder = context.workspace.model_dir(model.folder)
    newest = max(int(path.stat().st_mtime_ns) for path in (folder, *folder.glob("*.*")))
    output = _zip_dir(context, model) / f"{newest}-{model.name}.zip"

    def make() -> None:
        check_free_room(context, model.facts.get("download_bytes", model.size_bytes))
        files = {"model_file": model.facts.get("model_file"), "output": str(output)}
        ask(context, "pack", {"model_dir": str(folder), "name": model.name, **files})

    return context.builds.build(output, model.owner_id, make, keep=1)


def _zip_dir(context: Context, model: Model) -> Path:
    return context.workspace.cache / f"model-{model.id}"


def sample_path(context: Context, owner_id: str, name: str, epoch: int) -> Path:
    """Return the listening sample of an epoch, of a model that may still be in training.

    Raises:
        ApiError: there is none.
    """
    model = _model_called(context, owner_id, normalise_name(name))
    path = context.workspace.model_dir(model.folder) / "samples" / f"epoch_{epoch}.wav" if model else None
    if path is None or not path.is_file():
        raise not_found("sample")
    return path


def _model_called(context: Context, owner_id: str, name: str) -> Model | None:
    """Return the model of that name, or else the one that was trained under it and renamed since."""
    if (model := context.library.model_named(owner_id, name)) is not None:
        return model
    trainings = context.jobs.trainings_of(owner_id)
    named = [job.model_id for job in trainings if job.model_id and job.request["arguments"]["name"] == name]
    models = context.library.get_many(Model, named)
    return next((model for model in models if model.deleted_at is None), None)
