"""Refusals with their HTTP status, and the one table from rvc_core's errors to HTTP."""

from typing import Any

from rvc_core import errors as engine

HTTP_STATUS: dict[type[engine.RvcError], int] = {
    engine.ConfigError: 422,
    engine.DecodeError: 422,
    engine.TooShortError: 422,
    engine.SilentError: 422,
    engine.CheckpointNotFoundError: 422,
    engine.IncompatibleCheckpointError: 422,
    engine.UnsafeCheckpointError: 422,
    engine.RetrievalError: 422,
    engine.DeviceUnavailableError: 503,
    engine.DeviceOutOfMemoryError: 503,
    engine.EmptyDatasetError: 422,
    engine.DivergedError: 422,
    engine.CancelledError: 409,
}
STATUS_BY_CODE = {error.code: status for error, status in HTTP_STATUS.items()}


class ApiError(Exception):
    """A refusal: a status, the error as data for programs and pages, and a sentence for logs."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        field: str | None = None,
        retry_after_seconds: int | None = None,
        kind: str | None = None,
        facts: engine.Facts | None = None,
    ) -> None:
        """Keep what the answer needs; `field` is the request's field it is about."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.data = engine.error_data(code, message, kind, field, facts)
        self.retry_after_seconds = retry_after_seconds

    def body(self) -> dict[str, dict[str, Any]]:
        """Return the answer's JSON: `{error: {code, message, field?, kind?, facts?}}`."""
        return {"error": self.data}


def not_found(what: str) -> ApiError:
    """Return the refusal for a thing that is not there, or is another person's."""
    return ApiError(404, "not_found", f"There is no such {what}.", kind=what)


def invalid(
    field: str,
    message: str,
    code: str = "invalid_setting",
    kind: str | None = None,
    facts: engine.Facts | None = None,
) -> ApiError:
    """Return the refusal for a value of a request that cannot be used."""
    return ApiError(422, code, message, field, kind=kind, facts=facts)


def too_large(kind: str, message: str, facts: engine.Facts, field: str | None = None) -> ApiError:
    """Return the refusal for more than a limit allows; the message names its environment variable."""
    return ApiError(413, "too_large", message, field, kind=kind, facts=facts)


def from_engine(error: dict[str, Any], field: str | None = None) -> ApiError:
    """Return the refusal for an engine's error, as data; `field` is for one without its own."""
    return ApiError(
        STATUS_BY_CODE.get(error["code"], 500),
        error["code"],
        error["message"],
        error.get("field", field),
        kind=error.get("kind"),
        facts=error.get("facts"),
    )
