"""Sending files: with ETag and ranges, as an attachment where a name is given."""

from pathlib import Path

from flask import Response, send_file

from backend.errors import not_found

TYPES = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
}


def send(path: Path, download_name: str | None = None) -> Response:
    """Return the file as an answer, as an attachment if `download_name` is given.

    Raises:
        ApiError: it is not there (any more).
    """
    if not path.is_file():
        raise not_found("file")
    response = send_file(
        path,
        mimetype=TYPES.get(path.suffix),
        as_attachment=download_name is not None,
        download_name=download_name,
        conditional=True,
        max_age=0,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response
