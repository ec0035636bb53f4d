"""Giving a model that the command line made to a person."""

import time
from typing import Any

from backend.errors import ApiError
from backend.services.context import Context
from backend.services.models import free_name
from backend.services.people import ensure_owner, library_key, owner_of_key
from backend.storage.database import new_id
from backend.storage.names import check_name
from backend.storage.tables import Model
from backend.storage.workspace import size_of


def checked_folder(context: Context, name: str) -> str:
    """Return the folder of a model under logs/ that nobody has.

    Raises:
        ApiError: there is no such folder, or somebody has it.
    """
    folder = check_name(name)
    if not context.workspace.model_dir(folder).is_dir():
        raise ApiError(404, "not_found", f"There is no folder {context.workspace.model_dir(folder)}.")
    if context.library.model_in(folder) is not None:
        raise ApiError(409, "name_taken", f"The model {name} belongs to somebody already.")
    return folder


def adopt(context: Context, name: str, facts: dict[str, Any], key: str | None) -> str:
    """Return the library key of the person who has the model from now on; a new person without `key`.

    Raises:
        ApiError: no library has the key, or the person has a model of the name.
    """
    folder = checked_folder(context, name)
    owner_id = owner_of_key(context, key) if key else new_id()
    ensure_owner(context, owner_id)
    free_name(context, owner_id, folder)
    context.library.add(
        Model(
            id=new_id(),
            owner_id=owner_id,
            name=folder,
            folder=folder,
            source="trained",
            ready=True,
            facts=facts,
            size_bytes=size_of(context.workspace.model_dir(folder)),
            created_at=time.time(),
        )
    )
    return library_key(context, owner_id)
