"""The tables, as SQLAlchemy maps them; times are seconds since 1970 (UTC)."""

import re
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Float, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

JsonObject = dict[str, Any]
_NO_DATABASE_HOLDS = re.compile("[\x00\ud800-\udfff]")


class ShortText(TypeDecorator[str]):
    """A short text. What some database cannot be given, NUL and lone surrogates, becomes U+001A.

    So a client may ask for any id or name: one with such a character in it is nobody's, because names
    that hold control characters are refused, and ids are ours.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return `value` as it is stored and looked up."""
        return value and _NO_DATABASE_HOLDS.sub("\x1a", value)


class Base(DeclarativeBase):
    """Root of the mapped classes."""

    type_annotation_map = {JsonObject: JSON}


class Owner(Base):
    """A person, known by a cookie only."""

    __tablename__ = "owners"

    id: Mapped[str] = mapped_column(ShortText(32), primary_key=True)
    library_key: Mapped[str] = mapped_column(ShortText(64), unique=True)
    created_at: Mapped[float] = mapped_column(Float)


class Model(Base):
    """A voice model and its folder under logs/; `ready` once it can sing."""

    __tablename__ = "models"
    __table_args__ = (
        Index(
            "one_name_per_owner",
            "owner_id",
            "name",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(ShortText(32), primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("owners.id"), index=True)
    name: Mapped[str] = mapped_column(ShortText(60))
    folder: Mapped[str] = mapped_column(ShortText(80), unique=True)
    source: Mapped[str] = mapped_column(ShortText(16))
    ready: Mapped[bool] = mapped_column(Boolean, default=False)
    facts: Mapped[JsonObject] = mapped_column(default=dict)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[float] = mapped_column(Float)
    deleted_at: Mapped[float | None] = mapped_column(Float)


class Song(Base):
    """An uploaded song; its file is shared by all rows of the same sha256."""

    __tablename__ = "songs"

    id: Mapped[str] = mapped_column(ShortText(32), primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("owners.id"), index=True)
    name: Mapped[str] = mapped_column(ShortText(255))
    sha256: Mapped[str] = mapped_column(ShortText(64), index=True)
    file: Mapped[str] = mapped_column(ShortText(255))
    facts: Mapped[JsonObject] = mapped_column(default=dict)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[float] = mapped_column(Float)


class Cover(Base):
    """A finished cover and its file under cover/."""

    __tablename__ = "covers"

    id: Mapped[str] = mapped_column(ShortText(32), primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("owners.id"), index=True)
    name: Mapped[str] = mapped_column(ShortText(60))
    file: Mapped[str] = mapped_column(ShortText(255), unique=True)
    model_name: Mapped[str] = mapped_column(ShortText(60))
    song_id: Mapped[str | None] = mapped_column(ShortText(32), index=True)
    facts: Mapped[JsonObject] = mapped_column(default=dict)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[float] = mapped_column(Float)
    deleted_at: Mapped[float | None] = mapped_column(Float)


class Job(Base):
    """One piece of work from its asking to its end."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(ShortText(32), primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("owners.id"), index=True)
    kind: Mapped[str] = mapped_column(ShortText(16))
    status: Mapped[str] = mapped_column(ShortText(16), index=True)
    stage: Mapped[str | None] = mapped_column(ShortText(32))
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    seconds_left: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[float] = mapped_column(Float)
    started_at: Mapped[float | None] = mapped_column(Float)
    finished_at: Mapped[float | None] = mapped_column(Float)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    request: Mapped[JsonObject] = mapped_column(default=dict)
    model_id: Mapped[str | None] = mapped_column(ShortText(32), index=True)
    model_name: Mapped[str | None] = mapped_column(ShortText(60))
    song_id: Mapped[str | None] = mapped_column(ShortText(32), index=True)
    cover_id: Mapped[str | None] = mapped_column(ShortText(32))
    resumed_from: Mapped[str | None] = mapped_column(ShortText(32))
    error: Mapped[JsonObject | None] = mapped_column(JSON)
    cancel_requested: Mapped[bool] = mapped_column(Boolean, default=False)


class JobEvent(Base):
    """One event of a job; `seq` counts from 1 without a gap."""

    __tablename__ = "job_events"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    type: Mapped[str] = mapped_column(ShortText(32))
    at: Mapped[float] = mapped_column(Float)
    data: Mapped[str] = mapped_column(Text)
