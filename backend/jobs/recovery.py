"""After a restart: what to do with jobs that were running."""

import logging
import time
from dataclasses import dataclass
from typing import Any

from backend.extensions import spawn
from backend.jobs.completion import Completion
from backend.jobs.going_on import request_to_go_on
from backend.jobs.publisher import Publisher
from backend.storage.jobs import JobStore
from backend.storage.tables import Job, Model

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 3
TOO_OFTEN = {
    "code": "interrupted_too_often",
    "message": f"The server stopped {MAX_ATTEMPTS} times during this work. What was saved is kept.",
}


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
                request=self._request(job),
                seconds_left=None,
            )

    def _cancel(self, job: Job) -> None:
        self._end(job, "cancelled", self.completion.cancelled(job, None))

    def _fail(self, job: Job) -> None:
        self._end(job, "failed", self.completion.failed(job, TOO_OFTEN), error=TOO_OFTEN)

    def _end(self, job: Job, status: str, data: dict[str, Any], **changes: Any) -> None:
        changes.update(status=status, finished_at=time.time(), seconds_left=None)
        self.publisher.publish(job.id, status, data, **changes)

    def _request(self, job: Job) -> dict[str, Any]:
        if job.kind != "training" or job.model_id is None:
            return job.request
        model = self.completion.library.get(Model, job.model_id)
        has_checkpoint = model is not None and self.completion.workspace.has_checkpoint(model.folder)
        return request_to_go_on(job, has_checkpoint, self._minutes_run(job))

    def _minutes_run(self, job: Job) -> float:
        """Return how long the job ran since it was last started: until its newest event."""
        newest = self.jobs.last_events([job.id]).get(job.id)
        if newest is None or job.started_at is None:
            return 0.0
        seconds: float = newest["at"] - job.started_at
        return max(0.0, seconds) / 60.0
