"""Serving until the process is told to stop."""

import gc
import logging
import signal
import socket
from typing import Any

import eventlet
import eventlet.wsgi

from backend.app import create_app
from backend.config import Settings, exposure_warning
from backend.errors import ApiError
from backend.jobs.dispatcher import LocalDispatcher
from backend.services.capabilities import load_capabilities
from backend.services.context import Context
from backend.services.upkeep import purge_forever
from backend.storage.server_lock import ServerLock
from backend.storage.workspace import deny_others

logger = logging.getLogger(__name__)
MAX_CONNECTIONS = 2000
MAX_URL_BYTES = 65_536
SOCKET_TIMEOUT_SECONDS = 75  # of silence; pages with a socket answer a ping every 25


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; then running trainings write a checkpoint first.

    Raises:
        OSError: the data folder or the port cannot be used.
    """
    deny_others()
    lock = ServerLock(settings.private_dir)
    lock.acquire(f"http://{settings.host}:{settings.port}")
    # Without SO_REUSEPORT, or two servers could have one port, and each get half of the requests.
    listener = eventlet.listen((settings.host, settings.port), reuse_port=False)
    app = create_app(settings)
    context: Context = app.extensions["persona"]
    dispatcher = context.dispatcher
    assert isinstance(dispatcher, LocalDispatcher)  # create_app made it
    alarm, writing = socket.socketpair()
    _wake_on_signals(writing)
    context.workspace.clear_leftovers()
    dispatcher.start()
    context.exports.start()
    eventlet.spawn(purge_forever, context)
    eventlet.spawn(_look_around, context)
    server = eventlet.spawn(
        eventlet.wsgi.server,
        listener,
        app,
        log_output=False,
        url_length_limit=MAX_URL_BYTES,
        max_size=MAX_CONNECTIONS,
        debug=False,
        protocol=_Protocol,
        socket_timeout=SOCKET_TIMEOUT_SECONDS,
    )
    gc.freeze()  # what was loaded stays: searching it again and again would hold up requests for 50 ms
    if warning := exposure_warning(settings):
        logger.warning(warning)
    logger.info("serving on http://%s:%d", settings.host, listener.getsockname()[1])
    alarm.recv(1)
    logger.info("stopping")
    dispatcher.stop()
    context.exports.stop()
    server.kill()
    lock.release()


class _Protocol(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]
    """Tells the application which HTTP it is, and never looks for a request behind a body without length."""

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ["SERVER_PROTOCOL"] = self.request_version
        if "HTTP_TRANSFER_ENCODING" in environ:
            self.close_connection = 1
        return environ


def _wake_on_signals(writing: socket.socket) -> None:
    """Write to a socket when the process is told to stop.

    A handler alone would not do: the hub sleeps on through a signal until its next timer is due.
    """
    writing.setblocking(False)
    signal.set_wakeup_fd(writing.fileno())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)


def _look_around(context: Context) -> None:
    try:
        load_capabilities(context)
    except ApiError as error:
        logger.warning("capabilities unknown: %s", error)
