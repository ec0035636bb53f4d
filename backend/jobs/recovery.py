"""After a restart: what to do with jobs that were running."""

import logging
import time
from dataclasses import dataclass
from typing import Any

from backend.extensions import spawn
from backend.jobs.completion import Completion
from backend.jobs.publisher import Publisher
from backend.storage.jobs import JobStore
from backend.storage.tables import Job, Model
from rvc_core.config.limits import MIN_TRAINING_MINUTES

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 3
TOO_OFTEN = {
    "code": "interrupted_too_often",
    "message": f"The server stopped {MAX_ATTEMPTS} times during this work. What was saved is kept.",
}


def asked_minutes(job: Job) -> float | None:
    """Return the time limit that was asked for, of which a training that goes on by itself has less left."""
    minutes: float | None = job.request.get("asked_minutes", job.request["arguments"].get("max_minutes"))
    return minutes


@dataclass(frozen=True, slots=True)
class Recovery:
    """Puts jobs that were running back into the queue, or ends them with a reason."""

    jobs: JobStore
    publisher: Publisher
    completion: Completion

    def recover(self) -> list[Job]:
        """Return the queued jobs of all lanes after dealing with those that were running."""
        for job in self.jobs.with_status("running"):
            self._recover(job)
        return self.jobs.with_status("queued")

    def _recover(self, job: Job) -> None:
        logger.warning(
            "job was running when the server ended", extra={"job_id": job.id, "attempt": job.attempts}
        )
        if job.cancel_requested:
            spawn(self._cancel, job)  # its model is read by a worker first; the server need not wait for that
        elif job.attempts >= MAX_ATTEMPTS:
            spawn(self._fail, job)
        else:
            self.publisher.publish(
                job.id,
                "queued",
                {"resumed": True},
                status="queued",
                request=self.request_to_go_on(job),
                seconds_left=None,
            )

    def _cancel(self, job: Job) -> None:
        self._end(job, "cancelled", self.completion.cancelled(job, None))

    def _fail(self, job: Job) -> None:
        self._end(job, "failed", self.completion.failed(job, TOO_OFTEN), error=TOO_OFTEN)

    def _end(self, job: Job, status: str, data: dict[str, Any], **changes: Any) -> None:
        changes.update(status=status, finished_at=time.time(), seconds_left=None)
        self.publisher.publish(job.id, status, data, **changes)

    def request_to_go_on(self, job: Job) -> dict[str, object]:
        """Return the job's request, told to go on from the newest checkpoint where there is one.

        A training that goes on is not given anew the time it has had; what was asked for stays known beside
        the arguments, for one that begins or is resumed anew.
        """
        if job.kind != "training" or job.model_id is None:
            return job.request
        model = self.completion.library.get(Model, job.model_id)
        resume = model is not None and self.completion.workspace.has_checkpoint(model.folder)
        arguments = {**job.request["arguments"], "resume": resume}
        asked = minutes = asked_minutes(job)
        if resume and minutes is not None:
            minutes = max(MIN_TRAINING_MINUTES, arguments["max_minutes"] - self._minutes_run(job))
        return {**job.request, "asked_minutes": asked, "arguments": {**arguments, "max_minutes": minutes}}

    def _minutes_run(self, job: Job) -> float:
        """Return how long the job ran since it was last started: until its newest event."""
        newest = self.jobs.last_events([job.id]).get(job.id)
        if newest is None or job.started_at is None:
            return 0.0
        seconds: float = newest["at"] - job.started_at
        return max(0.0, seconds) / 60.0
