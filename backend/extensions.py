"""The Socket.IO server object, and the few primitives that know of eventlet."""

from collections.abc import Callable
from typing import Any, TypeVar

import eventlet
import eventlet.patcher
from eventlet import tpool
from flask_socketio import SocketIO

T = TypeVar("T")

socketio = SocketIO()
# The unpatched module: its pipes block a real thread of the pool, on every platform alike.
subprocess: Any = eventlet.patcher.original("subprocess")


def run_blocking(function: Callable[..., T], *arguments: Any) -> T:
    """Return `function(*arguments)`, run in a real thread while other requests go on."""
    result: T = tpool.execute(function, *arguments)
    return result


def spawn(function: Callable[..., Any], *arguments: Any) -> Any:
    """Start `function(*arguments)` in a green thread and return the thread."""
    return eventlet.spawn(function, *arguments)


def sleep(seconds: float) -> None:
    """Wait without holding up other requests."""
    eventlet.sleep(seconds)
