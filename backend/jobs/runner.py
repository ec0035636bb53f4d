"""The life of one running job: from `started` to its end, whatever happens."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from backend.extensions import sleep
from backend.jobs.completion import Completion
from backend.jobs.conversation import Conversation
from backend.jobs.ending import Ending
from backend.jobs.process import Message, WorkerCancelledError, WorkerDiedError, WorkerRefusedError
from backend.jobs.progress import ProgressTracker
from backend.jobs.publisher import Publisher
from backend.jobs.requests import placed_request
from backend.metrics import Metrics
from backend.storage.database import DatabaseFullError, StorageError
from backend.storage.jobs import JobStore
from backend.storage.tables import Job

logger = logging.getLogger(__name__)
INTERNAL_ERROR = {
    "code": "internal_error",
    "message": "Something went wrong inside the server. Its log says what; try again.",
}
STORAGE_ERROR = {
    "code": "file_error",
    "message": "The server could not write its database; its disk may have been full. Try again.",
}
DISK_FULL = {
    "code": "disk_full",
    "message": "The server's disk is full. Delete what is not needed, and try again.",
}
RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs jobs; knows nothing of the web, so that a worker on another machine can use it."""

    jobs: JobStore
    publisher: Publisher
    completion: Completion
    ending: Ending
    metrics: Metrics

    def run_job(self, job_id: str, conversation: Conversation, is_stopping: Callable[[], bool]) -> None:
        """Run a queued job to its end; while the server is stopping it stays `running` for the next start."""
        job = self.jobs.get(job_id)
        if job is None:
            return
        try:
            if self._start(job):
                self._run(job, conversation, is_stopping)
        except StorageError as problem:
            logger.exception("job could not be stored", extra={"job_id": job.id})
            reason = DISK_FULL if isinstance(problem, DatabaseFullError) else STORAGE_ERROR
            self._until_stored(lambda: self.ending.fail(job, reason), is_stopping)
        except Exception:
            logger.exception("job broke", extra={"job_id": job.id})
            self._until_stored(lambda: self.ending.fail_without_model(job, INTERNAL_ERROR), is_stopping)

    def _until_stored(self, end: Callable[[], None], is_stopping: Callable[[], bool]) -> None:
        """End a job as soon as the database can be written again."""
        while not is_stopping():
            try:
                return end()
            except StorageError:
                sleep(RETRY_SECONDS)

    def _start(self, job: Job) -> bool:
        now = time.time()
        self.metrics.queue_wait.observe(max(0.0, now - job.created_at))
        logger.info("job started", extra={"job_id": job.id, "kind": job.kind, "attempt": job.attempts + 1})
        return self.publisher.publish(
            job.id, "started", {}, status="running", started_at=now, attempts=job.attempts + 1
        )

    def _run(self, job: Job, conversation: Conversation, is_stopping: Callable[[], bool]) -> None:
        tracker = ProgressTracker(job.kind)
        if job.cancel_requested:
            conversation.cancel()
        try:
            request = placed_request(self.completion.workspace, job.request)
            answer = conversation.run(request, lambda event: self._on_event(job, tracker, event))
        except WorkerCancelledError as stop:
            if is_stopping() and not self.jobs.require(job.id).cancel_requested:
                self.jobs.change(job.id, attempts=job.attempts)  # an orderly stop is no failed attempt
            else:
                self.ending.cancel(job, stop.value)
        except (WorkerRefusedError, WorkerDiedError) as problem:
            self.ending.fail(job, problem.data)
        else:
            self.ending.succeed(job, answer)
        finally:
            self.metrics.count_stage(job.kind, tracker.end_stage())
            self.metrics.keep_memory(conversation.memory_bytes)

    def _on_event(self, job: Job, tracker: ProgressTracker, event: Message) -> None:
        if event["event"] == "stage_started":
            self.metrics.count_stage(job.kind, tracker.end_stage())
        changes = tracker.changes(event)
        if tracker.is_due(event):
            event_type, data = self.completion.to_job_event(job, event)
            self.publisher.publish(job.id, event_type, data, **changes)
