"""Settings of the server, read once from `PERSONA_…` environment variables."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
MAX_CONCURRENCY = 16  # each running job takes one of eventlet's 20 threads; the database needs some too
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
WORKER_COMMAND = (sys.executable, "-m", "backend.jobs.worker")


class SettingsError(ValueError):
    """An environment variable holds what cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person or all together may use; each is `PERSONA_MAX_…` in the environment."""

    file_mb: int = 500  # one uploaded file
    recordings: int = 5  # files of one training
    audio_minutes: int = 60  # length of one recording or song
    disk_gb: int = 100  # everything kept for all owners
    queue: int = 50  # heavy jobs waiting
    jobs_per_minute: int = 60  # created by one owner; twice that from one address
    memory_mb: int = 8192  # of the short lane's worker; 0: no limit


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how the server behaves."""

    data_dir: Path = PROJECT_ROOT  # holds logs/, cover/ and .persona/
    host: str = "127.0.0.1"
    port: int = 5000
    database_url: str | None = None  # None: SQLite in data_dir
    password: str | None = None  # a login before everything
    concurrency: int = 1  # heavy jobs at a time
    undo_seconds: float = 600.0  # deleted things can be had back so long
    min_free_mb: int = 200  # on the disk, else nothing new is accepted
    secure_cookie: bool = False  # set when a proxy ends TLS in front
    limits: Limits = field(default_factory=Limits)
    pretrained_dir: Path = PROJECT_ROOT / "pretrained"
    page_dir: Path = PROJECT_ROOT / "frontend" / "dist"
    worker_command: tuple[str, ...] = WORKER_COMMAND

    @property
    def private_dir(self) -> Path:
        """The folder of database, secret key, songs and temporary files."""
        return self.data_dir / ".persona"

    @property
    def sql_url(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.private_dir / 'persona.db'}"


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
        SettingsError: a number cannot be read or is out of its range.
    """
    return Settings(
        data_dir=_folder(environment, "PERSONA_DATA_DIR", PROJECT_ROOT),
        pretrained_dir=_folder(environment, "PERSONA_PRETRAINED_DIR", PROJECT_ROOT / "pretrained"),
        host=environment.get("PERSONA_HOST", "127.0.0.1"),
        port=_number(environment, "PERSONA_PORT", 5000),
        database_url=environment.get("DATABASE_URL") or None,
        password=environment.get("PERSONA_PASSWORD") or None,
        concurrency=_concurrency(environment),
        undo_seconds=_number(environment, "PERSONA_UNDO_SECONDS", 600),
        min_free_mb=_number(environment, "PERSONA_MIN_FREE_MB", 200),
        secure_cookie=environment.get("PERSONA_SECURE_COOKIE", "") == "true",
        limits=_load_limits(environment),
    )


def _folder(environment: Mapping[str, str], variable: str, default: Path) -> Path:
    text = environment.get(variable)
    return Path(text).expanduser().resolve() if text else default


def _load_limits(environment: Mapping[str, str]) -> Limits:
    defaults = Limits()
    return Limits(
        **{
            name: _number(environment, f"PERSONA_MAX_{name.upper()}", getattr(defaults, name))
            for name in Limits.__slots__
        }
    )


def _concurrency(environment: Mapping[str, str]) -> int:
    value = _number(environment, "PERSONA_CONCURRENCY", 1)
    if not 1 <= value <= MAX_CONCURRENCY:
        raise SettingsError(f"PERSONA_CONCURRENCY is {value}, but must be from 1 to {MAX_CONCURRENCY}.")
    return value


def _number(environment: Mapping[str, str], variable: str, default: int) -> int:
    text = environment.get(variable, "")
    if not text:
        return default
    try:
        value = int(text)
    except ValueError as error:
        raise SettingsError(f"{variable} is {text!r}, but must be a whole number.") from error
    if value < 0:
        raise SettingsError(f"{variable} is {value}, but must not be negative.")
    return value
