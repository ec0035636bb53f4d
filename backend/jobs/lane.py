"""The short lane: one thread and one worker of its own, so that quick work never waits for a training."""

import itertools
import logging
from collections.abc import Callable
from queue import PriorityQueue
from threading import Event as Flag
from typing import Any

from backend.extensions import spawn
from backend.jobs.conversation import Conversation
from backend.jobs.process import (
    Message,
    WorkerCancelledError,
    WorkerDiedError,
    WorkerProcess,
    WorkerRefusedError,
)

logger = logging.getLogger(__name__)
ASKED, JOB = 0, 1  # somebody waits for an answer; a job that has a row


class Task:
    """A piece of work in the lane, and its outcome."""

    def __init__(self, run: Callable[[WorkerProcess], Any]) -> None:
        """Wrap what is to be done with the worker."""
        self.run = run
        self.done = Flag()
        self.value: Any = None
        self.problem: Exception | None = None


class ShortLane:
    """Does tasks one at a time in a worker process that stays, and is replaced when it dies."""

    def __init__(self, command: tuple[str, ...], memory_mb: int) -> None:
        """Prepare a lane whose worker is started with `command`."""
        self._command = command
        self._memory_mb = memory_mb
        self._queue: PriorityQueue[tuple[int, int, Task]] = PriorityQueue()
        self._numbers = itertools.count()
        self._process: WorkerProcess | None = None
        self._stopped = False

    def start(self) -> None:
        """Begin to take tasks."""
        spawn(self._loop)

    def stop(self) -> None:
        """Take no more tasks and end the worker."""
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def ask(self, task: str, arguments: dict[str, Any]) -> Any:
        """Return a worker's answer, before any waiting job's turn.

        Raises:
            WorkerRefusedError: an error of the engine.
            WorkerDiedError: the worker died of it, or could not be started.
        """
        request = {"task": task, "arguments": arguments}
        item = self._put(ASKED, lambda process: Conversation(process).run(request, _ignore))
        item.done.wait()
        if item.problem is not None:
            raise item.problem
        return item.value

    def submit(self, run: Callable[[WorkerProcess], None]) -> None:
        """Queue a job."""
        self._put(JOB, run)

    def _put(self, priority: int, run: Callable[[WorkerProcess], Any]) -> Task:
        item = Task(run)
        self._queue.put((priority, next(self._numbers), item))
        return item

    def _loop(self) -> None:
        while not self._stopped:
            _, _, task = self._queue.get()
            self._do(task)

    def _do(self, task: Task) -> None:
        try:
            task.value = task.run(self._worker())
        except (WorkerRefusedError, WorkerDiedError) as problem:
            task.problem = problem
        except WorkerCancelledError:
            logger.info("short task cancelled")
        except Exception as problem:  # whoever asked hears of it; the lane goes on
            logger.exception("short task broke")
            task.problem = problem
        finally:
            task.done.set()

    def _worker(self) -> WorkerProcess:
        if self._process is None or not self._process.is_alive():
            self._process = WorkerProcess(self._command, self._memory_mb)
        return self._process


def _ignore(_event: Message) -> None:
    """Nobody follows the events of a question."""
