"""Refusals with their HTTP status, and the one table from rvc_core's errors to HTTP."""

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
    """A refusal: a status, a stable code for programs, and words for a person."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        field: str | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        """Keep what the answer needs; `field` is the request's field it is about."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.retry_after_seconds = retry_after_seconds

    def body(self) -> dict[str, dict[str, str]]:
        """Return the answer's JSON: `{error: {code, message, field?}}`."""
        error = {"code": self.code, "message": self.message}
        if self.field is not None:
            error["field"] = self.field
        return {"error": error}


def not_found(what: str) -> ApiError:
    """Return the refusal for a thing that is not there, or is another person's."""
    return ApiError(404, "not_found", f"There is no such {what}.")


def invalid(field: str, message: str, code: str = "invalid_setting") -> ApiError:
    """Return the refusal for a value of a request that cannot be used."""
    return ApiError(422, code, message, field)


def too_large(limit: str, message: str, field: str | None = None) -> ApiError:
    """Return the refusal for more than `limit`, an environment variable's name, allows."""
    return ApiError(413, "too_large", f"{message} (limit {limit})", field)


def from_engine(code: str, message: str, field: str | None = None) -> ApiError:
    """Return the refusal for an engine error that a worker reported by its code."""
    return ApiError(STATUS_BY_CODE.get(code, 500), code, message, field)
