"""The database: opening, migrating, and transactions."""

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import SQLAlchemyError as StorageError
from sqlalchemy.orm import Session, sessionmaker

from backend.blocking import pause, run_blocking
from backend.storage.reserve import Reserve

__all__ = ["Database", "DatabaseBusyError", "DatabaseFullError", "StorageError", "new_id"]
MIGRATIONS = Path(__file__).parent / "migrations"
SQLITE_FULL, POSTGRES_FULL = "SQLITE_FULL", "53100"
SQLITE_BUSY = "SQLITE_BUSY"
BUSY_SECONDS = 5.0  # how long a statement waits for another program
RETRY_SECONDS = 0.02


class DatabaseFullError(StorageError):
    """Nothing more can be stored: the database's disk is full."""


class DatabaseBusyError(StorageError):
    """Another program has kept the database locked for too long."""


class Database:
    """Transactions on one database; SQLite unless the address says otherwise.

    No code inside a transaction may wait for the network or another thread: green threads
    share one real thread, and a writer of SQLite would hold up every other. Its end may: other
    green threads run while the disk writes, so what was read before may have changed after.
    """

    def __init__(self, url: URL | str, reserve: Reserve | None = None) -> None:
        """Open the database at `url`; where its disk is full it may let go of `reserve`."""
        self._reserve = reserve
        on_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._engine = create_engine(url, connect_args={"factory": _PatientConnection} if on_sqlite else {})
        if on_sqlite:
            event.listen(self._engine, "connect", _tune_sqlite)
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session that commits at the end, or rolls back on an error.

        Raises:
            DatabaseFullError: the disk is full.
            DatabaseBusyError: another program keeps the database locked.
        """
        if self._reserve is not None:
            self._reserve.let_go_if_low()
        try:
            with self._sessions.begin() as session:
                yield session
        except DBAPIError as error:
            if _is_full(error):
                raise DatabaseFullError(str(error.orig)) from error
            if getattr(error.orig, "sqlite_errorname", None) == SQLITE_BUSY:
                raise DatabaseBusyError(str(error.orig)) from error
            raise

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables up to a revision: this version of the code unless another is named."""
        if self._reserve is not None:
            self._reserve.let_go_if_low()
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine."""
        return self._engine


class _PatientCursor(sqlite3.Cursor):
    """Lets other requests go on while a statement waits for another program's lock."""

    def execute(self, *arguments: Any) -> Any:
        return _when_unlocked(super().execute, *arguments)

    def executemany(self, *arguments: Any) -> Any:
        return _when_unlocked(super().executemany, *arguments)


def _when_unlocked(run: Callable[..., Any], *arguments: Any) -> Any:
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return run(*arguments)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != SQLITE_BUSY or time.monotonic() > deadline:
                raise
        pause(RETRY_SECONDS)


class _PatientConnection(sqlite3.Connection):
    """Lets other requests go on while a commit waits for the disk; reading commits nothing."""

    def cursor(self, factory: Any = _PatientCursor) -> Any:
        return super().cursor(factory)

    def commit(self) -> None:
        if self.in_transaction:
            run_blocking(super().commit)


def _is_full(error: DBAPIError) -> bool:
    words = (getattr(error.orig, "sqlite_errorname", None), getattr(error.orig, "sqlstate", None))
    return words[0] == SQLITE_FULL or words[1] == POSTGRES_FULL


def new_id() -> str:
    """Return an id that nobody can guess: 16 characters, 80 bits."""
    return "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(16))


def _tune_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=0"):
        connection.execute(f"PRAGMA {pragma}")
