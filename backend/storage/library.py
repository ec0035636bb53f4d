"""What people own: models, songs and covers, as rows."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import ApiError
from backend.storage.database import Database
from backend.storage.tables import Cover, Job, Model, Owner, Song

Row = TypeVar("Row", Model, Song, Cover)


class LibraryStore:
    """Reads and writes owners, models, songs and covers."""

    def __init__(self, database: Database) -> None:
        """Keep the library in `database`."""
        self._database = database

    def create_owner(self, owner_id: str) -> None:
        """Store a new person with a library key; one whom another request stored meanwhile stays."""
        with suppress(ApiError):
            self.add(Owner(id=owner_id, library_key=_new_key(), created_at=time.time()))

    def remove_owner(self, owner_id: str) -> None:
        """Delete a person's row; nothing may be theirs any more."""
        with self._database.transaction() as session:
            session.execute(delete(Owner).where(Owner.id == owner_id))

    def owner(self, owner_id: str) -> Owner | None:
        """Return the person of an id."""
        with self._database.transaction() as session:
            return session.get(Owner, owner_id)

    def owner_of_key(self, key: str) -> Owner | None:
        """Return the person of a library key."""
        with self._database.transaction() as session:
            return session.scalars(select(Owner).where(Owner.library_key == key)).first()

    def add(self, row: Any) -> Any:
        """Store a row and return it.

        Raises:
            ApiError: the owner has a model of that name.
        """
        with self._naming() as session:
            session.add(row)
        return row

    def model_named(self, owner_id: str, name: str) -> Model | None:
        """Return an owner's model of that name, ready or not; deleted ones are not found."""
        query = select(Model).where(
            Model.owner_id == owner_id, Model.name == name, Model.deleted_at.is_(None)
        )
        with self._database.transaction() as session:
            return session.scalars(query).first()

    def model_in(self, folder: str) -> Model | None:
        """Return the model that has a folder, whoever owns it."""
        with self._database.transaction() as session:
            return session.scalars(select(Model).where(Model.folder == folder)).first()

    def deleted_model(self, owner_id: str, name: str) -> Model | None:
        """Return the model of that name that was deleted last and is not purged yet."""
        query = select(Model).where(
            Model.owner_id == owner_id, Model.name == name, Model.deleted_at.is_not(None)
        )
        with self._database.transaction() as session:
            return session.scalars(query.order_by(Model.deleted_at.desc())).first()

    def get(self, kind: type[Row], row_id: str, owner_id: str | None = None) -> Row | None:
        """Return a row; None where it is not there, or is not `owner_id`'s."""
        with self._database.transaction() as session:
            row = session.get(kind, row_id)
            return row if row and owner_id in (None, row.owner_id) else None

    def get_many(self, kind: type[Row], row_ids: list[str]) -> list[Row]:
        """Return the rows of `row_ids` that are there."""
        with self._database.transaction() as session:
            return list(session.scalars(select(kind).where(kind.id.in_(row_ids))))

    def list_of(self, kind: type[Row], owner_id: str) -> list[Row]:
        """Return all of an owner's rows, newest first, deleted ones too."""
        query = select(kind).where(kind.owner_id == owner_id).order_by(kind.created_at.desc(), kind.id)
        with self._database.transaction() as session:
            return list(session.scalars(query))

    def page(self, kind: type[Row], owner_id: str, limit: int, offset: int) -> list[Row]:
        """Return an owner's rows that can be used, newest first."""
        query = select(kind).where(kind.owner_id == owner_id)
        if not issubclass(kind, Song):
            query = query.where(kind.deleted_at.is_(None))
        if kind is Model:
            query = query.where(Model.ready)
        with self._database.transaction() as session:
            ordered = query.order_by(kind.created_at.desc(), kind.id)
            return list(session.scalars(ordered.limit(limit).offset(offset)))

    def song_of_hash(self, owner_id: str, sha256: str) -> Song | None:
        """Return an owner's song with this content."""
        query = select(Song).where(Song.owner_id == owner_id, Song.sha256 == sha256)
        with self._database.transaction() as session:
            return session.scalars(query).first()

    def count_songs(self, sha256: str) -> int:
        """Return how many owners have the song with this content."""
        with self._database.transaction() as session:
            return session.scalar(select(func.count()).where(Song.sha256 == sha256)) or 0

    def cover_of_file(self, owner_id: str, file: str) -> Cover | None:
        """Return an owner's cover by its file's name; deleted ones are not found."""
        query = select(Cover).where(
            Cover.owner_id == owner_id, Cover.file == file, Cover.deleted_at.is_(None)
        )
        with self._database.transaction() as session:
            return session.scalars(query).first()

    def deleted_before(self, kind: type[Model] | type[Cover], moment: float) -> list[Any]:
        """Return models or covers that were deleted before a moment."""
        with self._database.transaction() as session:
            return list(session.scalars(select(kind).where(kind.deleted_at < moment)))

    def created_before(self, kind: type[Row], moment: float) -> list[Row]:
        """Return rows made before a moment."""
        with self._database.transaction() as session:
            return list(session.scalars(select(kind).where(kind.created_at < moment)))

    def change(self, row: Row, **changes: Any) -> Row:
        """Change columns of a row and return it as it is then.

        Raises:
            ApiError: the owner has a model of that name.
        """
        kind = type(row)
        with self._naming() as session:
            session.execute(update(kind).where(kind.id == row.id).values(**changes))
        with self._database.transaction() as session:
            return session.get_one(kind, row.id)

    def rename(self, model: Model, name: str) -> Model:
        """Rename a model, also where its jobs and covers tell its name, and return it as it is then.

        Raises:
            ApiError: the owner has a model of that name.
        """
        made = select(Job.cover_id).where(Job.model_id == model.id, Job.cover_id.is_not(None))
        with self._naming() as session:
            session.execute(update(Model).where(Model.id == model.id).values(name=name))
            for change in (
                update(Job).where(Job.model_id == model.id, Job.owner_id == model.owner_id),
                update(Cover).where(Cover.id.in_(made), Cover.owner_id == model.owner_id),
            ):
                session.execute(
                    change.values(model_name=name), execution_options={"synchronize_session": False}
                )
        with self._database.transaction() as session:
            return session.get_one(Model, model.id)

    @contextmanager
    def _naming(self) -> Iterator[Session]:
        """Yield a session in which a name that the owner has given already is refused."""
        try:
            with self._database.transaction() as session:
                yield session
        except IntegrityError as error:
            raise ApiError(409, "name_taken", "You already have a model of this name.", "name") from error

    def remove(self, row: Model | Song | Cover) -> None:
        """Delete a row for good; somebody else may have done so already."""
        kind = type(row)
        with self._database.transaction() as session:
            session.execute(delete(kind).where(kind.id == row.id))

    def total_bytes(self) -> int:
        """Return the bytes of everything kept for all owners."""
        with self._database.transaction() as session:
            return sum(
                int(session.scalar(select(func.sum(kind.size_bytes))) or 0)  # PostgreSQL adds up to a Decimal
                for kind in (Model, Song, Cover)
            )


def _new_key() -> str:
    """A library key: 24 characters in groups of four, 120 bits."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(6))
