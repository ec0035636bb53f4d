"""Every refusal and every mishap as `{error: {code, message, field?, kind?, facts?}}`."""

import logging

from flask import Flask, Response, g, jsonify, make_response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from backend.errors import ApiError, too_large
from backend.routes.pages import send_page, wants_page
from backend.services.room import disk_full, is_disk_full
from backend.storage.database import DatabaseBusyError
from backend.visitor import get_context

logger = logging.getLogger(__name__)
CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    416: "requested_range_not_satisfiable",
}

FILE_FIELDS = ("files", "file", "song")


def answer_problems(app: Flask) -> None:
    """Have `app` answer all problems in one shape."""
    app.register_error_handler(ApiError, _answer_refusal)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_mishap)


def answer_invalid(error: ValidationError) -> Response:
    """Return the answer to a request that does not fit its schema."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = str(first["loc"][0]) if first["loc"] else None
    words = f"{field}: {first['msg']}" if field else first["msg"]
    if field in FILE_FIELDS and first["type"] in ("missing", "too_short"):
        return _answer_refusal(ApiError(422, "no_files", "There is no file.", field))
    return _answer_refusal(ApiError(422, "invalid_setting", words, field))


def _answer_refusal(error: ApiError) -> Response:
    response = make_response(jsonify(error.body()), error.status)
    if error.retry_after_seconds is not None:
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def _answer_http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    if status == 404 and wants_page(request):
        return send_page(404)
    if isinstance(error, RequestEntityTooLarge):
        refusal = _request_too_large()
    else:
        refusal = ApiError(status, _code_of(status), error.description or error.name)
    response = error.get_response()
    response.set_data(jsonify(refusal.body()).get_data())
    response.content_type = "application/json"
    return make_response(response)


def _request_too_large() -> ApiError:
    limit = get_context().settings.limits.file_mb
    message = (
        f"The request is too large: a file may have {limit} MB (limit PERSONA_MAX_FILE_MB),"
        " and everything else in a form 0.5 MB."
    )
    return too_large("file_size", message, {"limit_mb": limit})


def _code_of(status: int) -> str:
    return CODES.get(status, "bad_request" if status < 500 else "internal_error")


def _answer_mishap(error: Exception) -> Response:
    if is_disk_full(error):
        logger.warning("disk full", extra={"path": request.path, "owner": g.get("owner_id")})
        return _answer_refusal(disk_full())
    if isinstance(error, DatabaseBusyError):
        logger.warning("database busy", extra={"path": request.path, "owner": g.get("owner_id")})
        message = "Another program keeps the server's database locked. Try again in a few seconds."
        return _answer_refusal(ApiError(503, "database_busy", message, retry_after_seconds=5))
    logger.error("request broke", extra={"path": request.path, "owner": g.get("owner_id")}, exc_info=error)
    return _answer_refusal(
        ApiError(500, "internal_error", "Something went wrong inside the server. Its log says what.")
    )
