"""Sending files: with ETag and ranges, as an attachment where a name is given."""

import re
import unicodedata
from pathlib import Path
from urllib.parse import quote

from flask import Response, send_file

from backend.errors import not_found

TYPES = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
}


def _names(name: str) -> dict[str, str]:
    """Return a file's name for all browsers, and for old ones the part of it that is ASCII."""
    simple = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if simple == name:
        return {"filename": name}
    suffix = Path(name).suffix
    stem = simple.removesuffix(suffix)
    simple = " ".join(stem.split()) if re.search(r"\w", stem) else "persona"
    return {"filename": f"{simple}{suffix}", "filename*": f"UTF-8''{quote(name, safe='')}"}


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
    if download_name is not None:
        response.headers.set("Content-Disposition", "attachment", **_names(download_name))
    response.headers["Cache-Control"] = "private, no-cache"
    return response
