"""The end of a job, wherever it comes from: the only place that stores, publishes, logs and counts it."""

import logging
import time
from dataclasses import dataclass
from typing import Any

from backend.jobs.completion import Completion
from backend.jobs.publisher import Publisher
from backend.metrics import Metrics
from backend.storage.tables import Job

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ending:
    """Ends jobs; used by the runner, by recovery after a restart, and for jobs cancelled while they wait."""

    publisher: Publisher
    completion: Completion
    metrics: Metrics

    def succeed(self, job: Job, answer: dict[str, Any]) -> None:
        """Keep what the worker made."""
        self._end(job, "succeeded", self.completion.succeeded(job, answer), progress=1.0)

    def cancel(self, job: Job, facts: dict[str, Any] | None = None) -> None:
        """Keep a training's newest usable model; `facts` are the model's, where the worker sent them."""
        self._end(job, "cancelled", self.completion.cancelled(job, facts))

    def fail(self, job: Job, error: dict[str, Any]) -> None:
        """Keep what a cancelled job would, and say why it failed."""
        self._end(job, "failed", self.completion.failed(job, error), error=error)

    def fail_without_model(self, job: Job, error: dict[str, Any]) -> None:
        """Say why it failed, and keep nothing: for errors of the server's own, which might happen again."""
        self._end(job, "failed", {"error": error}, error=error)

    def _end(self, job: Job, status: str, data: dict[str, Any], **changes: Any) -> None:
        changes.update(status=status, finished_at=time.time(), seconds_left=None)
        if self.publisher.publish(job.id, status, data, **changes):
            logger.info(
                "job %s", status, extra={"job_id": job.id, "kind": job.kind, "error": data.get("error")}
            )
            self.metrics.finished.labels(kind=job.kind, status=status).inc()
