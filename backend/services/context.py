"""What every service works with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from backend.config import Settings
from backend.errors import ApiError, from_engine
from backend.jobs.dispatcher import Dispatcher
from backend.jobs.lane import ShortLane
from backend.jobs.process import WorkerCancelledError, WorkerDiedError, WorkerRefusedError
from backend.jobs.runner import Runner
from backend.metrics import Metrics
from backend.services.builds import Builds
from backend.storage.jobs import JobStore
from backend.storage.library import LibraryStore
from backend.storage.workspace import Workspace
from rvc_core.errors import error_data

NOT_THE_FILES_FAULT = ("worker_not_started", "worker_killed")


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file, as it lies on the disk."""

    path: Path
    name: str  # as the client calls it; never part of a path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Context:
    """The server's parts; made once by `create_app`."""

    settings: Settings
    library: LibraryStore
    jobs: JobStore
    workspace: Workspace
    lane: ShortLane
    exports: ShortLane  # what takes long and nobody else waits for
    runner: Runner
    dispatcher: Dispatcher
    metrics: Metrics
    builds: Builds
    cache: dict[str, Any] = field(default_factory=dict)
    # Held from the look whether a name is free until what bears it, and its job, are stored: commits let
    # other requests go on.
    naming: Lock = field(default_factory=Lock)


def ask(
    context: Context,
    task: str,
    arguments: dict[str, Any],
    field_name: str | None = None,
    lane: ShortLane | None = None,
    is_wanted: Callable[[], bool] | None = None,
) -> Any:
    """Return the answer of the short lane, or of another one.

    Raises:
        ApiError: the engine refused, there is no worker, or `is_wanted` says that nobody waits any more;
            `field_name` is the request's field it is about.
    """
    try:
        return (lane or context.lane).ask(task, arguments, is_wanted)
    except WorkerCancelledError as error:
        raise from_engine(error_data("cancelled", "Nobody waits for it any more.")) from error
    except WorkerRefusedError as error:
        raise from_engine(error.data, field_name) from error
    except WorkerDiedError as error:
        if error.data["code"] in NOT_THE_FILES_FAULT:
            raise ApiError(503, error.data["code"], str(error)) from error
        raise ApiError(422, error.data["code"], f"The file could not be read: {error}", field_name) from error
