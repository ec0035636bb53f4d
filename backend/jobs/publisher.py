"""The only place that sends to pages: an event goes out after it is on disk."""

from threading import Lock
from typing import Any

from backend.extensions import sleep, socketio
from backend.storage.jobs import Event, JobStore
from backend.storage.times import iso_time

SENT_AT_ONCE = 10  # followers; about 5 ms


def room_of(job_id: str) -> str:
    """Return the name of a job's Socket.IO room."""
    return f"job:{job_id}"


def to_wire(event: Event) -> Event:
    """Return an event as clients see it."""
    return {**event, "at": iso_time(event["at"])}


class Publisher:
    """Stores events and sends them to their job's room, in the order of `seq`."""

    def __init__(self, jobs: JobStore) -> None:
        """Publish the events of `jobs`."""
        self._jobs = jobs
        self._order = Lock()

    def publish(self, job_id: str, event_type: str, data: dict[str, Any], **changes: Any) -> bool:
        """Store an event with the job's changed columns, then send it; false where the job had ended."""
        with self._order:
            event = self._jobs.append(job_id, event_type, data, **changes)
            if event is None:
                return False
            self.send(event)
            return True

    def send(self, event: Event) -> None:
        """Send a stored event to those who follow its job, a few at a time, so that requests get their turn.

        Who begins to follow meanwhile reads the event from the store. A process that runs a job and serves no
        pages has no followers of its own.
        """
        if socketio.server is None:
            return
        members = socketio.server.manager.get_participants("/", room_of(event["job_id"]))
        followers, wire = [follower for follower, _ in members], to_wire(event)
        for start in range(0, len(followers), SENT_AT_ONCE):
            for follower in followers[start : start + SENT_AT_ONCE]:
                socketio.emit("job_event", wire, to=follower)
            sleep(0)
