"""After a restart: what to do with jobs that were running."""

import logging
from dataclasses import dataclass

from backend.jobs.publisher import Publisher
from backend.storage.jobs import JobStore
from backend.storage.library import LibraryStore
from backend.storage.tables import Job, Model
from backend.storage.workspace import Workspace

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
    library: LibraryStore
    workspace: Workspace
    publisher: Publisher

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
            self.publisher.publish(job.id, "cancelled", {}, status="cancelled", seconds_left=None)
        elif job.attempts >= MAX_ATTEMPTS:
            self.publisher.publish(job.id, "failed", {"error": TOO_OFTEN}, status="failed", error=TOO_OFTEN)
        else:
            self.publisher.publish(
                job.id,
                "queued",
                {"resumed": True},
                status="queued",
                request=self.request_to_go_on(job),
                seconds_left=None,
            )

    def request_to_go_on(self, job: Job) -> dict[str, object]:
        """Return the job's request, told to go on from the newest checkpoint where there is one."""
        if job.kind != "training" or job.model_id is None:
            return job.request
        model = self.library.get(Model, job.model_id)
        resume = model is not None and self.workspace.has_checkpoint(model.folder)
        return {**job.request, "arguments": {**job.request["arguments"], "resume": resume}}
