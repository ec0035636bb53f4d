"""Calls that block a thread, made so that green threads go on meanwhile."""

import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def run_blocking(function: Callable[..., T], *arguments: Any) -> T:
    """Return `function(*arguments)`, run in a real thread while other requests go on.

    A program without green threads, which has nothing to go on with, calls it directly: importing
    eventlet would leave its own kind of sockets and threads in modules that are imported later.
    """
    if "eventlet" not in sys.modules:
        return function(*arguments)
    from eventlet import tpool

    result: T = tpool.execute(function, *arguments)
    return result


def pause(seconds: float) -> None:
    """Wait while other requests go on, where the program has green threads."""
    if "eventlet" not in sys.modules:
        return time.sleep(seconds)
    import eventlet

    eventlet.sleep(seconds)
    return None
