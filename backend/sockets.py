"""Socket.IO: following a job. Only its owner can."""

import logging
from collections.abc import Callable
from typing import Any

from flask import request, session
from flask_socketio import ConnectionRefusedError, join_room, leave_room

from backend.errors import ApiError, not_found
from backend.extensions import socketio
from backend.jobs.publisher import room_of
from backend.services.jobs import events_after, get_job
from backend.visitor import get_context, is_logged_in, origin_is_host, read_owner

logger = logging.getLogger(__name__)
Answer = dict[str, Any]
MAX_AFTER = 2**31


def register_sockets() -> None:
    """Put the handlers on the Socket.IO server."""
    socketio.on_event("connect", _connect)
    socketio.on_event("subscribe", _answered(_subscribe))
    socketio.on_event("unsubscribe", _answered(_unsubscribe))


def _connect(_auth: Any = None) -> None:
    if not origin_is_host(request) or not is_logged_in(request):
        raise ConnectionRefusedError("refused")
    session["owner_id"] = read_owner(request)


def _answered(handle: Callable[[str, Answer], Answer]) -> Callable[..., Answer]:
    """Return a handler that answers with `{error}` whatever goes wrong."""

    def handler(data: Any = None) -> Answer:
        try:
            owner_id = session.get("owner_id")
            if owner_id is None or not isinstance(data, dict) or not isinstance(data.get("job_id"), str):
                raise not_found("job")
            return handle(owner_id, data)
        except ApiError as error:
            return error.body()
        except Exception:
            logger.exception("socket handler broke")
            return ApiError(500, "internal_error", "Something went wrong inside the server.").body()

    return handler


def _subscribe(owner_id: str, data: Answer) -> Answer:
    after = data.get("after") or 0
    if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after <= MAX_AFTER:
        raise ApiError(422, "invalid_setting", "after must be a whole number from 0.", "after")
    get_job(get_context(), owner_id, data["job_id"])
    join_room(room_of(data["job_id"]))  # before the events are read, so that none is missed
    return {"events": events_after(get_context(), owner_id, data["job_id"], after)}


def _unsubscribe(_owner_id: str, data: Answer) -> Answer:
    leave_room(room_of(data["job_id"]))
    return {"events": []}
