"""Settings of the server, read once from environment variables, each with a type and a range."""

import os
import sys
from collections.abc import Mapping
from dataclasses import field, fields
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
MAX_CONCURRENCY = 16  # each running job takes one of eventlet's 20 threads; the database needs some too
MIN_MEMORY_MB = 2048  # below it the worker of the short lane cannot load PyTorch
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
WORKER_COMMAND = (sys.executable, "-m", "backend.jobs.worker")
SECRETS = ("database_url", "password")
OTHER_VARIABLES = {"database_url": "DATABASE_URL"}
Kind = TypeVar("Kind")


class SettingsError(ValueError):
    """An environment variable's value cannot be used; the message names it and what is allowed."""


def _check_database(url: str) -> str:
    try:
        make_url(url)
    except ArgumentError as error:
        raise ValueError from error
    return url


def _check_memory(mb: int) -> int:
    if mb != 0 and mb < MIN_MEMORY_MB:
        raise ValueError
    return mb


BasePath = Annotated[
    str,
    Field(
        pattern=r"^(/[A-Za-z0-9._~-]+)+$|^$",
        description="a path such as /persona, without a slash at its end",
    ),
]
Folder = Annotated[Path, BeforeValidator(lambda text: Path(text).expanduser().resolve())]
DatabaseUrl = Annotated[
    str, AfterValidator(_check_database), Field(description="an address such as postgresql+psycopg://…")
]
Megabytes = Annotated[
    int,
    AfterValidator(_check_memory),
    Field(ge=0, le=10**6, description=f"0 (no limit) or a whole number from {MIN_MEMORY_MB} to 1000000"),
]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person or all together may use; each is `PERSONA_MAX_…` in the environment."""

    file_mb: Annotated[int, Field(ge=1, le=100_000)] = 500  # one uploaded file
    recordings: Annotated[int, Field(ge=1, le=100)] = 5  # files of one training
    audio_minutes: Annotated[int, Field(ge=1, le=1440)] = 60  # length of one recording or song
    disk_gb: Annotated[int, Field(ge=0, le=10**6)] = 100  # everything kept for all owners
    queue: Annotated[int, Field(ge=1, le=10**6)] = 50  # heavy jobs waiting
    jobs_per_minute: Annotated[int, Field(ge=1, le=10**6)] = (
        60  # created by one owner; twice that from one address
    )
    memory_mb: Megabytes = 8192  # of the short lane's worker; 0: no limit


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how the server behaves; each is `PERSONA_…` in the environment."""

    data_dir: Folder = PROJECT_ROOT  # contains logs/, cover/ and .persona/
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 5000
    database_url: DatabaseUrl | None = None  # None: SQLite in data_dir
    password: str | None = None  # a login before everything
    concurrency: Annotated[int, Field(ge=1, le=MAX_CONCURRENCY)] = 1  # heavy jobs at a time
    undo_seconds: Annotated[float, Field(ge=0, le=30 * 86_400)] = 600.0  # how long a deletion can be undone
    min_free_mb: Annotated[int, Field(ge=0, le=10**9)] = 200  # on the disk, else nothing new is accepted
    piece_seconds: Annotated[int, Field(ge=1, le=3600)] = 60  # in which each 64 KB of a body must arrive
    secure_cookie: bool = False  # cookies over HTTPS only
    trusted_proxies: Annotated[int, Field(ge=0, le=10)] = (
        0  # in front; their X-Forwarded-… headers are believed
    )
    base_path: BasePath = ""  # the path below which a proxy serves everything, such as /persona
    pretrained_dir: Folder = PROJECT_ROOT / "pretrained"
    limits: Limits = field(default_factory=Limits)
    page_dir: Path = PROJECT_ROOT / "frontend" / "dist"
    worker_command: tuple[str, ...] = WORKER_COMMAND

    @property
    def private_dir(self) -> Path:
        """The folder of database, secret key, songs and temporary files."""
        return self.data_dir / ".persona"

    @property
    def sql_url(self) -> URL:
        """The database's address; a folder's name may contain anything, so none is put into a URL's text."""
        if self.database_url is not None:
            return make_url(self.database_url)
        return URL.create("sqlite", database=str(self.private_dir / "persona.db"))


PARTS = ("limits", "page_dir", "worker_command")  # of Settings; no variable sets them


def exposure_warning(settings: Settings) -> str | None:
    """Return a warning where others on the network can use the server without a password, else None."""
    if settings.host in LOOPBACK_HOSTS or settings.password is not None:
        return None
    return (
        f"PERSONA_HOST is {settings.host} and there is no password: everyone who can reach this machine "
        "can upload files and use its processor. Set PERSONA_PASSWORD."
    )


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that `environment` asks for.

    Raises:
        SettingsError: a value cannot be read or is out of its range.
    """
    limits = _load(Limits, environment, {})
    return _load(Settings, environment, {"limits": limits})


def variables(kind: type[Settings] | type[Limits]) -> dict[str, str]:
    """Return the environment variable of each field that has one."""
    prefix = "PERSONA_MAX_" if kind is Limits else "PERSONA_"
    names = [item.name for item in fields(kind) if item.name not in PARTS]
    return {name: OTHER_VARIABLES.get(name, f"{prefix}{name.upper()}") for name in names}


def allowed_values(kind: type[Settings] | type[Limits], name: str) -> str:
    """Return what a field's variable may be, in words."""
    schema = TypeAdapter(kind).json_schema()["properties"][name]
    described = [part for part in (schema, *schema.get("anyOf", ())) if "description" in part]
    if described:
        return str(described[0]["description"])
    if schema.get("type") == "boolean":
        return "true or false"
    if "minimum" in schema:
        number = "a whole number" if schema["type"] == "integer" else "a number"
        return f"{number} from {schema['minimum']} to {schema['maximum']}"
    return "a text that is not empty"


def _load(kind: type[Kind], environment: Mapping[str, str], given: dict[str, Any]) -> Kind:
    known = variables(kind)  # type: ignore[arg-type]
    values = {name: environment[variable] for name, variable in known.items() if environment.get(variable)}
    try:
        return kind(**given, **values)
    except ValidationError as error:
        name = str(error.errors(include_url=False)[0]["loc"][0])
        shown = "set" if name in SECRETS else repr(values[name])
        allowed = allowed_values(kind, name)  # type: ignore[arg-type]
        raise SettingsError(f"{known[name]} is {shown}, but must be {allowed}.") from error
