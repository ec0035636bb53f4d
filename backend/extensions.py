"""The Socket.IO server object, and the few primitives that know of eventlet.

eventlet is imported where it is needed: a program without green threads that only imports the server's code
(a test, an administrator's command) stays without.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_socketio import SocketIO

socketio = SocketIO()


def unpatched_subprocess() -> Any:
    """Return the module `subprocess` whose pipes block a real thread of the pool, on every platform alike."""
    import eventlet.patcher

    return eventlet.patcher.original("subprocess")


def spawn(function: Callable[..., Any], *arguments: Any) -> Any:
    """Start `function(*arguments)` in a green thread and return the thread."""
    import eventlet

    return eventlet.spawn(function, *arguments)


@contextmanager
def deadline(seconds: float, error: Exception) -> Iterator[None]:
    """Raise `error` in this green thread where the block takes longer than `seconds`."""
    import eventlet

    with eventlet.Timeout(seconds, error):
        yield


def sleep(seconds: float) -> None:
    """Wait without holding up other requests."""
    import eventlet

    eventlet.sleep(seconds)
