"""The request as the server reads it: bodies stream to disk, with limits that a refusal names."""

import io
import secrets
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

from flask import Request, current_app, g, request
from werkzeug.datastructures import FileStorage

from backend.errors import ApiError, too_large
from backend.extensions import deadline, sleep
from backend.services.context import Upload
from backend.services.room import check_disk, disk_full, is_disk_full
from backend.visitor import get_context

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
FORM_BYTES = 1_000_000  # everything in a body that is no file


class UploadStream(io.FileIO):
    """An upload on its way to disk; grows to its limit only, and lets other requests go on."""

    def __init__(self, path: Path, max_mb: int) -> None:
        """Make the file at `path`, to hold `max_mb` at most."""
        super().__init__(path, "x+b")
        self.path = path
        self._max_mb = max_mb

    def write(self, data: Any) -> int:
        """Write a piece.

        Raises:
            ApiError: the file is over its limit, or the disk is full.
        """
        if self.tell() + len(data) > self._max_mb * 1_000_000:
            message = f"A file is larger than {self._max_mb} MB (limit PERSONA_MAX_FILE_MB)."
            raise too_large("file_size", message, {"limit_mb": self._max_mb})
        sleep(0)
        try:
            return self._write_all(memoryview(data))
        except OSError as error:
            if is_disk_full(error):
                raise disk_full() from error
            raise

    def _write_all(self, data: memoryview) -> int:
        """Write a piece to its end: the system takes only a part of it where the disk becomes full."""
        written = 0
        while written < len(data):
            written += super().write(data[written:])
        return written


class PacedInput:
    """A body whose sender must not be slower than a piece in so many seconds."""

    def __init__(self, source: IO[bytes], seconds: float) -> None:
        """Read from `source`, each piece within `seconds`."""
        self._source = source
        self._seconds = seconds

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes, or all.

        Raises:
            ApiError: they do not come in time.
        """
        message = f"The request's body stopped arriving for {self._seconds:g} seconds."
        with deadline(self._seconds, ApiError(408, "request_timeout", message)):
            return self._source.read(size)


def pace_bodies(application: Application, seconds: float) -> Application:
    """Return `application`, whose requests' bodies must not arrive slower than a piece in `seconds`."""

    def called(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = PacedInput(environ["wsgi.input"], seconds)
        return application(environ, start_response)

    return called


class DiskRequest(Request):
    """A request whose files never lie in memory."""

    max_form_parts = 64

    @property
    def makes_work(self) -> bool:
        """Whether this call takes files and makes a job; all others have small bodies."""
        return getattr(current_app.view_functions.get(self.endpoint or ""), "makes_work", False)

    @property
    def max_content_length(self) -> int | None:
        """The most bytes a body may have; what is no file of a form lies in memory."""
        if self.mimetype != "multipart/form-data" or not self.makes_work:
            return FORM_BYTES
        limits = get_context().settings.limits
        return limits.file_mb * 1_000_000 * limits.recordings + FORM_BYTES

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        raise NotImplementedError

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        context = get_context()
        check_disk(context, total_content_length or 0)
        path = context.workspace.temporary / f"{secrets.token_hex(12)}.upload"
        stream = UploadStream(path, context.settings.limits.file_mb)
        g.setdefault("uploads", []).append(stream)
        return stream  # type: ignore[return-value]


def to_upload(file: FileStorage) -> Upload:
    """Return an uploaded file as the services want it."""
    stream: Any = file.stream
    if not isinstance(stream, UploadStream):
        raise TypeError("The form was read before DiskRequest could.")
    if not stream.closed:
        stream.close()
    return Upload(stream.path, file.filename or "file", stream.path.stat().st_size)


def drop_uploads(_error: BaseException | None = None) -> None:
    """Delete what a request uploaded and no service took."""
    for stream in g.pop("uploads", []):
        stream.close()
        stream.path.unlink(missing_ok=True)


def connection_watch() -> Callable[[], bool]:
    """Return a function that says whether who sent the present request still waits for its answer."""
    body = request.environ.get("eventlet.input")
    connection = None if body is None else body.get_socket()

    def is_there() -> bool:
        if connection is None:  # not on the server's own sockets
            return True
        try:
            coming: bytes = connection.fd.recv(1, socket.MSG_PEEK)  # its next request may be there already
        except BlockingIOError:
            return True
        except OSError:
            return False
        return coming != b""

    return is_there
