"""After a restart: what to do with jobs that were running."""

import logging
from dataclasses import dataclass
from typing import Any

from backend.extensions import spawn
from backend.jobs.completion import Completion
from backend.jobs.ending import Ending
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


@dataclass(frozen=True, slots=True)
class Recovery:
    """Puts jobs that were running back into the queue, or ends them with a reason."""

    jobs: JobStore
    publisher: Publisher
    completion: Completion
    ending: Ending

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
            spawn(self.ending.cancel, job)  # a worker reads its model first; the start does not wait for that
        elif job.attempts >= MAX_ATTEMPTS:
            spawn(self.ending.fail, job, TOO_OFTEN)
        else:
            self.publisher.publish(
                job.id,
                "queued",
                {"resumed": True},
                status="queued",
                request=self._request(job),
                seconds_left=None,
            )

    def _request(self, job: Job) -> dict[str, Any]:
        if job.kind != "training" or job.model_id is None:
            return job.request
        model = self.completion.library.get(Model, job.model_id)
        has_checkpoint = model is not None and self.completion.workspace.has_checkpoint(model.folder)
        return resumed_request(job, has_checkpoint, self._minutes_run(job))

    def _minutes_run(self, job: Job) -> float:
        """Return how long the job ran since it was last started: until its newest event."""
        newest = self.jobs.last_events([job.id]).get(job.id)
        if newest is None or job.started_at is None:
            return 0.0
        seconds: float = newest["at"] - job.started_at
        return max(0.0, seconds) / 60.0


def asked_minutes(job: Job) -> float | None:
    """Return the time limit that was asked for; a training that resumes by itself has less of it left."""
    minutes: float | None = job.request.get("asked_minutes", job.request["arguments"].get("max_minutes"))
    return minutes


def resumed_request(job: Job, has_checkpoint: bool, minutes_run: float) -> dict[str, Any]:
    """Return a training's request, told to resume from its newest checkpoint where there is one.

    The time it has had is then taken off its limit. What was asked for stays known beside the arguments, for
    one that starts over or is resumed by a person.
    """
    arguments = {**job.request["arguments"], "resume": has_checkpoint}
    asked = minutes = asked_minutes(job)
    if has_checkpoint and minutes is not None:
        minutes = max(MIN_TRAINING_MINUTES, arguments["max_minutes"] - minutes_run)
    return {**job.request, "asked_minutes": asked, "arguments": {**arguments, "max_minutes": minutes}}
