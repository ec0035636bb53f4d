"""Takes requests one after the other and answers each with a result, an error, or `cancelled`."""

import errno
import logging
from collections.abc import Mapping
from typing import Any

from backend.jobs.worker.link import Link, Message, Run
from backend.jobs.worker.resources import peak_memory_bytes
from rvc_core.errors import CancelledError, RvcError, error_data
from rvc_core.files import FULL_ERRNOS

logger = logging.getLogger("backend.jobs.worker")
DISK_FULL = "The disk is full. Delete models or covers that are not needed, or make room, and try again."
NO_MEMORY = (
    "The machine ran out of memory. Close other programs, or choose a smaller batch size, and try again."
)
BROKEN = "Something went wrong inside the engine. The server's log says what."


class StoppedError(Exception):
    """The task was stopped, and left something of use."""

    def __init__(self, value: Any) -> None:
        """Keep what the stopped task left."""
        super().__init__("stopped")
        self.value = value


def serve(link: Link, tasks: Mapping[str, Run]) -> None:
    """Answer requests until the process is ended."""
    link.start()
    while True:
        request = link.next_request()
        answer = _answer(link, tasks[request["task"]], request)
        link.send({**answer, "memory_bytes": peak_memory_bytes()})


def _answer(link: Link, task: Run, request: Message) -> Message:
    try:
        return {"type": "result", "value": task(request["arguments"], link)}
    except CancelledError:
        return {"type": "cancelled"}
    except StoppedError as stopped:
        return {"type": "cancelled", "value": stopped.value}
    except RvcError as error:
        return _refusal(error.data())
    except Exception as error:
        if _lacks_memory(error):
            return _refusal(error_data("out_of_memory", NO_MEMORY))
        if isinstance(error, OSError) and error.errno in FULL_ERRNOS:
            return _refusal(error_data("disk_full", DISK_FULL))
        logger.exception("task broke", extra={"job_id": request.get("job_id")})
        if isinstance(error, OSError):
            told = f"A file could not be read or written: {error.strerror}."
            return _refusal(error_data("file_error", told))
        return _refusal(error_data("internal_error", BROKEN))


def _lacks_memory(error: Exception) -> bool:
    """Return whether memory ran out: as Python, the system, its loader of libraries and PyTorch say it."""
    is_named = isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM
    return is_named or "allocate memory" in str(error)


def _refusal(error: Message) -> Message:
    return {"type": "error", "error": error}
