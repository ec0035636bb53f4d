"""One request to a worker, its events, and its answer; stopping it in time."""

from collections.abc import Callable
from typing import Any

from backend.extensions import sleep, spawn
from backend.jobs.process import (
    Message,
    WorkerCancelledError,
    WorkerDiedError,
    WorkerProcess,
    WorkerRefusedError,
)

ANSWER_SECONDS = 2.0  # a worker that has not noticed the wish to stop by then is killed
CHECKPOINT_SECONDS = 15.0  # one that has noticed may write its checkpoint until then
ANSWERS = ("result", "cancelled", "error")


class Conversation:
    """One request to a worker process, which can be cancelled from another green thread."""

    def __init__(self, process: WorkerProcess, job_id: str | None = None) -> None:
        """Prepare a request to `process` on behalf of a job."""
        self._process = process
        self._job_id = job_id
        self._number = process.next_number()
        self._cancelled = False
        self._asked = False
        self._stopping = False
        self._answered = False
        self._over = False
        self.memory_bytes: dict[str, int] = {}  # the worker's peak by device, known when it has answered

    def run(self, request: Message, on_event: Callable[[Message], None]) -> Any:
        """Return the worker's answer to `request`, passing its events on.

        Raises:
            WorkerRefusedError: an error of the engine.
            WorkerCancelledError: it was cancelled.
            WorkerDiedError: the process ended by itself, or could not be started.
        """
        if self._cancelled:
            raise WorkerCancelledError
        self._process.start()
        self._process.send({**request, "number": self._number, "job_id": self._job_id})
        self._asked = True
        try:
            return self._listen(on_event)
        except WorkerDiedError as error:
            if self._cancelled:
                raise WorkerCancelledError from error
            raise
        finally:
            self._over = True
            if not self._answered:  # an event broke us: the rest must not be taken for the next answer
                self._process.kill()

    def cancel(self, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Ask the worker to stop, and kill it if it has not noticed within `answer_seconds`."""
        if self._cancelled:
            return
        self._cancelled = True
        if self._asked:
            self._process.send({"cancel": self._number})
            spawn(self._enforce, answer_seconds)

    def _listen(self, on_event: Callable[[Message], None]) -> Any:
        while True:
            message = self._process.receive()
            self._answered = message["type"] in ANSWERS
            self.memory_bytes = message.get("memory_bytes", {})
            match message["type"]:
                case "event":
                    on_event(message)
                case "stopping":
                    self._stopping = True
                case "result":
                    return message["value"]
                case "cancelled":
                    raise WorkerCancelledError(message.get("value"))
                case "error":
                    raise WorkerRefusedError(message["error"])

    def _enforce(self, answer_seconds: float) -> None:
        sleep(answer_seconds)
        if self._stopping and not self._over:
            sleep(CHECKPOINT_SECONDS - answer_seconds)
        if not self._over:
            self._process.kill()
