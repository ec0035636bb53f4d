"""The schemas of answers, for the OpenAPI document."""

from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from backend.routes.schemas import ErrorBody, ErrorDetail

Json = dict[str, Any]
Responses = dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None]


class Open(BaseModel):
    """Fields may be added later."""

    model_config = ConfigDict(extra="allow")


class Model(Open):
    """A voice model."""

    name: str
    sample_rate: int | None
    content_dim: int | None
    f0: bool | None
    epochs: int | None
    has_index: bool | None
    median_f0_hz: float | None
    version: str | None
    family: str | None
    encoder: str | None
    interchangeable: bool | None
    card: Json | None
    size_bytes: int
    created_at: str
    source: Literal["trained", "uploaded"]


class Song(Open):
    """A song."""

    id: str
    duration_seconds: float | None
    sample_rate: int | None
    median_f0_hz: float | None


class Cover(Open):
    """A finished cover."""

    id: str
    name: str
    url: str
    model: str | None
    pitch: int | None
    duration_seconds: float | None


class Job(Open):
    """A piece of work."""

    id: str
    kind: Literal["training", "cover", "preview", "analysis"]
    status: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    stage: str | None
    progress: float
    seconds_left: float | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    queue_position: int | None
    resumable: bool
    resumed_from: str | None
    model: str | None
    cover: Cover | None
    error: ErrorDetail | None


class Event(Open):
    """One event of a job."""

    job_id: str
    seq: int
    type: str
    at: str


class ModelAnswer(BaseModel):
    """One model."""

    model: Model


class ModelsAnswer(BaseModel):
    """Models, newest first."""

    models: list[Model]


class SongAnswer(BaseModel):
    """One song."""

    song: Song


class SongsAnswer(BaseModel):
    """Songs, newest first."""

    songs: list[Song]


class CoverAnswer(BaseModel):
    """One cover."""

    cover: Cover


class CoversAnswer(BaseModel):
    """Covers, newest first."""

    covers: list[Cover]


class JobAnswer(BaseModel):
    """One job."""

    job: Job


class JobsAnswer(BaseModel):
    """Jobs, newest first."""

    jobs: list[Job]


class EventsAnswer(BaseModel):
    """Events in order."""

    events: list[Event]


class QueueCount(BaseModel):
    """How busy the server is."""

    running: int
    queued: int


class HealthAnswer(BaseModel):
    """That the server is there."""

    status: Literal["ok"]
    version: str
    device: str
    queue: QueueCount


class CapabilitiesAnswer(Open):
    """What this machine can do."""


class KeyAnswer(BaseModel):
    """The library key."""

    key: str


AUDIO = {"content": {"audio/wav": {}, "audio/mpeg": {}, "audio/flac": {}}, "description": "Sound"}
ZIP = {"content": {"application/zip": {}}, "description": "A zip"}
NO_CONTENT = {"description": "Done"}


def refusals(*statuses: int) -> Responses:
    """Return the documented refusals of a call: those every call has, and `statuses`."""
    return {str(status): ErrorBody for status in sorted({400, 401, 403, 411, 413, 422, 429, 503, *statuses})}
