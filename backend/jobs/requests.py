"""What a worker is asked, as the database keeps it: files by name, so that the data folder can move."""

import dataclasses
from pathlib import Path
from typing import Any

from backend.storage.workspace import Workspace
from rvc_core.config import to_jsonable

Request = dict[str, Any]


def stored_request(workspace: Workspace, task: str, config: Any) -> Request:
    """Return the request for `task` as a job keeps it: the config's settings, and its paths as names."""
    values = {item.name: getattr(config, item.name) for item in dataclasses.fields(config)}
    paths = {name: _names(workspace, value) for name, value in values.items() if _is_path(value)}
    arguments = {name: value for name, value in to_jsonable(config).items() if name not in paths}
    return {"task": task, "arguments": arguments, "paths": paths}


def placed_request(workspace: Workspace, request: Request) -> Request:
    """Return a stored request as a worker takes it: with the paths that its names stand for now."""
    paths = {name: _paths(workspace, value) for name, value in request.get("paths", {}).items()}
    return {"task": request["task"], "arguments": {**request["arguments"], **paths}}


def _is_path(value: Any) -> bool:
    return isinstance(value, Path) or (isinstance(value, tuple) and any(isinstance(v, Path) for v in value))


def _names(workspace: Workspace, value: Any) -> Any:
    return workspace.name_of(value) if isinstance(value, Path) else [workspace.name_of(v) for v in value]


def _paths(workspace: Workspace, value: Any) -> Any:
    return (
        str(workspace.path_of(value))
        if isinstance(value, str)
        else [str(workspace.path_of(v)) for v in value]
    )
