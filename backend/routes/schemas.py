"""What requests hold; the OpenAPI document is made from these same classes."""

from functools import cache
from typing import Annotated, Any, Literal

import werkzeug.datastructures
from flask import request
from flask_openapi3 import FileStorage
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from backend.error_codes import ERROR_CODES, describe_code
from rvc_core.config import ConversionOptions, CoverConfig, TrainingConfig, defaults_of, limits

MAX_SHIFT = limits.MAX_PITCH_SHIFT_SEMITONES
MAX_OFFSET = 2**31
TRAINING, OPTIONS, COVER = map(defaults_of, (TrainingConfig, ConversionOptions, CoverConfig))


def _read_flag(value: object) -> object:
    """Multipart booleans are `true` and `false`, and nothing else."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _read_integer(value: object) -> object:
    if isinstance(value, str) and value.lstrip("+-").isascii() and value.lstrip("+-").isdigit():
        return int(value)
    return value


def _require_file(value: object) -> object:
    if not isinstance(value, werkzeug.datastructures.FileStorage):
        raise ValueError("must be a file with a name")
    return value


File = Annotated[FileStorage, BeforeValidator(_require_file)]
Minutes = Annotated[float, Field(ge=0.1, le=7 * 24 * 60)]
Flag = Annotated[bool, Field(strict=True), BeforeValidator(_read_flag)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Semitones = Annotated[int, Field(ge=-MAX_SHIFT, le=MAX_SHIFT)]
Pitch = Annotated[Semitones | Literal["auto"], BeforeValidator(_read_integer)]
Epochs = Annotated[
    Annotated[int, Field(ge=limits.MIN_EPOCHS, le=limits.MAX_EPOCHS)] | Literal["auto"],
    BeforeValidator(_read_integer),
]
GainDb = Annotated[float, Field(ge=-60.0, le=24.0)]
Text = Annotated[str, Field(max_length=1000)]
F0Method = Literal["auto", "rmvpe", "swift-f0", "crepe", "harvest", "pm"]


class Form(BaseModel):
    """A multipart form, its values as they were sent: a model may be called `123` or `true`."""

    @model_validator(mode="before")
    @classmethod
    def take_raw_values(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Put back the texts that the OpenAPI layer took for JSON."""
        return {**values, **{name: request.form[name] for name in cls.model_fields if name in request.form}}


class Body(BaseModel):
    """A JSON body."""

    model_config = ConfigDict(extra="forbid")


class Query(BaseModel):
    """What stands behind the `?` of an address."""

    @classmethod
    @cache
    def model_json_schema(cls, *arguments: Any, **options: Any) -> dict[str, Any]:  # type: ignore[override]
        """Return the schema, made once: the OpenAPI layer asks for it at every request."""
        return super().model_json_schema(*arguments, **options)


class NamePath(BaseModel):
    """A model by its name."""

    name: Text


class SamplePath(NamePath):
    """A listening sample of an epoch."""

    epoch: int = Field(ge=0, le=MAX_OFFSET)


class IdPath(BaseModel):
    """A thing by its id."""

    id: Text


class StemPath(IdPath):
    """A stem of a cover."""

    stem: Literal["vocals", "converted", "backing", "accompaniment"]


class PageQuery(Query):
    """A part of a long list."""

    limit: int = Field(default=200, ge=1, le=1000)
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET)


class AfterQuery(Query):
    """Events after this `seq`."""

    after: int = Field(default=0, ge=0, le=MAX_OFFSET)


class ExportQuery(Query):
    """A cover's format, and levels if they are to differ from those it was made with."""

    format: Literal["wav", "mp3", "flac"] = "wav"
    vocal_gain_db: GainDb | None = None
    accompaniment_gain_db: GainDb | None = None


class TrainingForm(Form):
    """A training: a few recordings of a voice."""

    files: list[File] = Field(min_length=1, description="recordings of a voice; at most `limits.recordings`")
    name: Text
    epochs: Epochs = TRAINING["epochs"]
    consent: Flag = Field(default=False, description="true: the person has the right to use the voice")
    max_minutes: Minutes | SkipJsonSchema[None] = None
    family: Literal["auto", "rvc", "starter"] = TRAINING["family"]
    preset: Literal["auto", "compact", "standard"] = TRAINING["preset"]
    sample_rate: Annotated[Literal[32000, 40000, 48000], BeforeValidator(_read_integer)] = TRAINING[
        "sample_rate"
    ]
    batch_size: int = Field(default=TRAINING["batch_size"], ge=1, le=64)
    save_every: int = Field(default=TRAINING["save_every"], ge=1, le=limits.MAX_EPOCHS)
    f0_method: F0Method = TRAINING["f0_method"]
    base_weights: Text = TRAINING["base_weights"]


class ModelForm(Form):
    """A model from elsewhere: a zip, or a .pth with its .index."""

    file: File = Field(description="a zip with a .pth and usually an .index, or a .pth")
    index: File | SkipJsonSchema[None] = Field(default=None, description="the .index that belongs to a .pth")
    name: Text | SkipJsonSchema[None] = None


class SongForm(Form):
    """A song."""

    file: File


class CoverOptions(BaseModel):
    """What a cover and a preview have in common."""

    model: Text
    pitch: Pitch = "auto"
    retrieval_ratio: Share | SkipJsonSchema[None] = Field(
        default=None, description="left out: by the model's family"
    )
    consonant_protection: float = Field(default=OPTIONS["consonant_protection"], ge=0.0, le=0.5)
    envelope_mix: Share = OPTIONS["envelope_mix"]
    f0_method: F0Method = OPTIONS["f0_method"]
    a_cappella: Flag = COVER["a_cappella"]
    shift_accompaniment: Flag = COVER["shift_accompaniment"]
    vocal_gain_db: GainDb = COVER["vocal_gain_db"]
    accompaniment_gain_db: GainDb = COVER["accompaniment_gain_db"]

    def conversion_options(self) -> dict[str, Any]:
        """Return the fields of the engine's ConversionOptions."""
        names = ("retrieval_ratio", "consonant_protection", "envelope_mix", "f0_method")
        shift = None if self.pitch == "auto" else self.pitch
        return {"pitch_shift_semitones": shift, **{name: getattr(self, name) for name in names}}

    def cover_settings(self) -> dict[str, Any]:
        """Return the fields of the engine's CoverConfig."""
        names = ("a_cappella", "shift_accompaniment", "vocal_gain_db", "accompaniment_gain_db")
        return {name: getattr(self, name) for name in names}


class CoverForm(Form, CoverOptions):
    """A cover: a song, uploaded now or before, in a model's voice."""

    song: File | SkipJsonSchema[None] = None
    song_id: Text | SkipJsonSchema[None] = None


class PreviewForm(Form, CoverOptions):
    """A few seconds of a cover."""

    song_id: Text
    start_seconds: float = Field(default=0.0, ge=0.0, le=86_400.0)
    seconds: float = Field(default=10.0, ge=0.5, le=15.0)


class NameBody(Body):
    """A new name."""

    name: Text


class ResumeBody(Body):
    """How far to go on; at least to the epochs asked for before. No body at all says the same as `{}`."""

    model_config = ConfigDict(extra="forbid", openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]

    epochs: int | None = Field(default=None, ge=limits.MIN_EPOCHS, le=limits.MAX_EPOCHS)

    @model_validator(mode="before")
    @classmethod
    def take_nothing(cls, values: Any) -> Any:
        """Take a request without a body for an empty object; a body that is no JSON stays refused."""
        return {} if values is None and not request.content_length else values


class KeyBody(Body):
    """A library key."""

    key: Text


class ErrorDetail(BaseModel):
    """Why something was refused."""

    code: str = Field(
        description="\n".join(map(describe_code, ERROR_CODES)),
        json_schema_extra={"enum": list(ERROR_CODES)},
    )
    message: str = Field(description="for logs; pages make their texts from `code`, `kind` and `facts`")
    field: str | None = Field(default=None, description="the request's field that the error is about")
    kind: str | None = Field(default=None, description="which of the code's cases it is")
    facts: dict[str, str | int | float] | None = Field(default=None, description="names and numbers")


class ErrorBody(BaseModel):
    """The one shape of all refusals."""

    error: ErrorDetail
