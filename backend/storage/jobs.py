"""Jobs and their events: every change is on disk before anyone is told."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import Session

from backend.storage.database import Database
from backend.storage.tables import Job, JobEvent

ACTIVE = ("queued", "running")
HEAVY = ("training", "cover")
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewJob:
    """What a job is made of; `request` is what its worker will be sent."""

    id: str
    owner_id: str
    kind: str
    request: dict[str, Any] = field(default_factory=dict)
    model_id: str | None = None
    model_name: str | None = None
    song_id: str | None = None
    cover_id: str | None = None
    resumed_from: str | None = None


class JobStore:
    """Reads and writes jobs and their events."""

    def __init__(self, database: Database) -> None:
        """Keep jobs in `database`."""
        self._database = database

    def create(self, new: NewJob) -> Event:
        """Store a queued job with its first event, and return the event."""
        with self._database.transaction() as session:
            job = Job(
                status="queued",
                created_at=time.time(),
                **{name: getattr(new, name) for name in NewJob.__slots__},
            )
            session.add(job)
            session.flush()
            return _append(session, job.id, "queued", {})

    def append(self, job_id: str, event_type: str, data: dict[str, Any], **changes: Any) -> Event | None:
        """Store an event and the job's changed columns at once.

        Returns the event, or None where the job had ended already: then nothing is stored.
        """
        with self._database.transaction() as session:
            live = update(Job).where(Job.id == job_id, Job.status.in_(ACTIVE))
            if session.execute(live.values(last_seq=Job.last_seq, **changes)).rowcount == 0:  # type: ignore[attr-defined]
                return None
            return _append(session, job_id, event_type, data)

    def change(self, job_id: str, **changes: Any) -> None:
        """Change columns of a job without an event."""
        with self._database.transaction() as session:
            session.execute(update(Job).where(Job.id == job_id).values(**changes))

    def get(self, job_id: str, owner_id: str | None = None) -> Job | None:
        """Return a job; None where it is not there, or is not `owner_id`'s."""
        with self._database.transaction() as session:
            job = session.get(Job, job_id)
            return job if job and owner_id in (None, job.owner_id) else None

    def require(self, job_id: str) -> Job:
        """Return a job that is known to be there."""
        with self._database.transaction() as session:
            return session.get_one(Job, job_id)

    def list_of(self, owner_id: str, limit: int, offset: int) -> list[Job]:
        """Return an owner's jobs, newest first."""
        query = select(Job).where(Job.owner_id == owner_id).order_by(Job.created_at.desc(), Job.id)
        return self._all(query.limit(limit).offset(offset))

    def with_status(self, *statuses: str) -> list[Job]:
        """Return all jobs in one of `statuses`, oldest first."""
        return self._all(select(Job).where(Job.status.in_(statuses)).order_by(Job.created_at))

    def last_starts(self, kinds: Sequence[str]) -> dict[str, float]:
        """Return when each owner who waits last had a job of `kinds` started, in seconds of the epoch."""
        waiting = select(Job.owner_id).where(Job.status == "queued")
        query = (
            select(Job.owner_id, func.max(Job.started_at))
            .where(Job.owner_id.in_(waiting), Job.kind.in_(kinds), Job.started_at.is_not(None))
            .group_by(Job.owner_id)
        )
        with self._database.transaction() as session:
            return {owner: float(started or 0.0) for owner, started in session.execute(query)}

    def of_model(self, model_id: str) -> list[Job]:
        """Return the trainings of a model, newest first."""
        query = select(Job).where(Job.model_id == model_id, Job.kind == "training")
        return self._all(query.order_by(Job.created_at.desc()))

    def newest_trainings(self, model_ids: list[str]) -> dict[str, str]:
        """Return the id of each model's newest training, by the model's id."""
        trainings = (Job.kind == "training", Job.model_id.in_(model_ids))
        newest = select(Job.model_id, func.max(Job.created_at).label("at")).where(*trainings)
        last = newest.group_by(Job.model_id).subquery()
        same = and_(Job.model_id == last.c.model_id, Job.created_at == last.c.at)
        with self._database.transaction() as session:
            rows = session.execute(select(Job.model_id, Job.id).join(last, same).where(*trainings))
            return {str(model_id): job_id for model_id, job_id in rows}

    def trainings_of(self, owner_id: str) -> list[Job]:
        """Return an owner's trainings, newest first."""
        query = select(Job).where(Job.owner_id == owner_id, Job.kind == "training")
        return self._all(query.order_by(Job.created_at.desc()))

    def active_of_song(self, song_id: str) -> list[Job]:
        """Return queued and running jobs that need a song."""
        return self._all(select(Job).where(Job.song_id == song_id, Job.status.in_(ACTIVE)))

    def active_of(self, owner_id: str) -> list[Job]:
        """Return an owner's queued and running jobs."""
        return self._all(select(Job).where(Job.owner_id == owner_id, Job.status.in_(ACTIVE)))

    def older_than(self, before: float) -> list[Job]:
        """Return jobs that ended before a time."""
        return self._all(select(Job).where(Job.finished_at < before))

    def events(self, job_id: str, after: int = 0) -> list[Event]:
        """Return a job's events with `seq` greater than `after`, in order."""
        query = select(JobEvent).where(JobEvent.job_id == job_id, JobEvent.seq > after).order_by(JobEvent.seq)
        with self._database.transaction() as session:
            return [_to_event(row) for row in session.scalars(query)]

    def last_events(self, job_ids: list[str]) -> dict[str, Event]:
        """Return the newest event of each of `job_ids`."""
        query = select(JobEvent).join(Job, and_(Job.id == JobEvent.job_id, Job.last_seq == JobEvent.seq))
        with self._database.transaction() as session:
            return {
                row.job_id: _to_event(row)
                for row in session.scalars(query.where(JobEvent.job_id.in_(job_ids)))
            }

    def count_by_status(self) -> dict[str, int]:
        """Return how many jobs are in each status."""
        query = select(Job.status, func.count()).group_by(Job.status)
        with self._database.transaction() as session:
            return {status: count for status, count in session.execute(query)}

    def mean_seconds(self, kind: str) -> float | None:
        """Return how long the last 20 successful jobs of `kind` took; None without any."""
        query = select(Job.started_at, Job.finished_at).where(Job.kind == kind, Job.status == "succeeded")
        with self._database.transaction() as session:
            rows = session.execute(query.order_by(Job.finished_at.desc()).limit(20)).all()
        lengths = [end - start for start, end in rows if start is not None and end is not None]
        return sum(lengths) / len(lengths) if lengths else None

    def remove(self, job_ids: list[str]) -> None:
        """Delete jobs with their events."""
        with self._database.transaction() as session:
            session.execute(delete(JobEvent).where(JobEvent.job_id.in_(job_ids)))
            session.execute(delete(Job).where(Job.id.in_(job_ids)))

    def _all(self, query: Any) -> list[Job]:
        with self._database.transaction() as session:
            return list(session.scalars(query))


def _append(session: Session, job_id: str, event_type: str, data: dict[str, Any]) -> Event:
    raised = update(Job).where(Job.id == job_id).values(last_seq=Job.last_seq + 1).returning(Job.last_seq)
    row = JobEvent(
        job_id=job_id,
        seq=session.execute(raised).scalar_one(),
        type=event_type,
        at=time.time(),
        data=json.dumps(data, allow_nan=False),
    )
    session.add(row)
    session.flush()
    return _to_event(row)


def _to_event(row: JobEvent) -> Event:
    return {**json.loads(row.data), "job_id": row.job_id, "seq": row.seq, "type": row.type, "at": row.at}
