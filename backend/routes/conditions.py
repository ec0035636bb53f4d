"""Answers that heed a request's conditions and ranges as RFC 9110 has them, where werkzeug is stricter."""

from typing import Any

from flask import Response
from werkzeug.datastructures import ETags
from werkzeug.exceptions import PreconditionFailed
from werkzeug.http import parse_date, parse_etags, parse_range_header


class ConditionalResponse(Response):
    """An answer that is sent whole, in part or not at all, as the request's headers ask."""

    def make_conditional(
        self, request_or_environ: Any, accept_ranges: bool | str = False, complete_length: int | None = None
    ) -> "ConditionalResponse":
        """Return this answer, made to fit the request's conditions and its range.

        Source: RFC 9110, section 13.2.2 (If-Match comes first) and 14.2 (which ranges are ignored).

        Raises:
            PreconditionFailed: the file is no longer what the request is for.
            RequestedRangeNotSatisfiable: the file has no byte of the range.
        """
        environ = dict(getattr(request_or_environ, "environ", request_or_environ))
        if not self._is_as_expected(environ):
            self.close()
            raise PreconditionFailed
        environ.pop("HTTP_IF_MATCH", None)  # done; werkzeug does not know its `*`
        requested = usable_range(environ, complete_length or 0)
        environ.pop("HTTP_RANGE", None)
        if requested is not None:
            environ["HTTP_RANGE"] = requested
        super().make_conditional(environ, accept_ranges, complete_length)
        return self

    def _is_as_expected(self, environ: dict[str, Any]) -> bool:
        """Return whether If-Match, or else If-Unmodified-Since, holds."""
        if "HTTP_IF_MATCH" in environ:
            expected: ETags = parse_etags(environ["HTTP_IF_MATCH"])
            tag, is_weak = self.get_etag()
            return expected.star_tag or (tag is not None and not is_weak and expected.is_strong(tag))
        since = parse_date(environ.get("HTTP_IF_UNMODIFIED_SINCE"))
        return (
            since is None or self.last_modified is None or self.last_modified.replace(microsecond=0) <= since
        )


def usable_range(environ: dict[str, Any], length: int) -> str | None:
    """Return the Range header as werkzeug can use it, None where the whole file is the answer.

    That is so for other methods than GET, units other than bytes, what cannot be read, a reversed range, and
    several ranges. A suffix longer than the file's `length` in bytes is the whole file, as a part.
    """
    header: str = environ.get("HTTP_RANGE", "")
    if environ["REQUEST_METHOD"] != "GET":
        return None
    if header == "bytes=-0":
        return header  # can be read and never satisfied
    requested = parse_range_header(header)
    if requested is None or requested.units != "bytes" or len(requested.ranges) != 1:
        return None
    first, _ = requested.ranges[0]
    return f"bytes=0-{length - 1}" if -first > length else header
