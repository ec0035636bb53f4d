"""The Socket.IO server object, and the few primitives that know of eventlet."""

from collections.abc import Callable
from typing import Any

import eventlet
import eventlet.patcher
from flask_socketio import SocketIO

socketio = SocketIO()
# The unpatched module: its pipes block a real thread of the pool, on every platform alike.
subprocess: Any = eventlet.patcher.original("subprocess")


def spawn(function: Callable[..., Any], *arguments: Any) -> Any:
    """Start `function(*arguments)` in a green thread and return the thread."""
    return eventlet.spawn(function, *arguments)


def sleep(seconds: float) -> None:
    """Wait without holding up other requests."""
    eventlet.sleep(seconds)
