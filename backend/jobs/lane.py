"""The short lane: turns with one worker of its own, so that quick work never waits for a training."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import PriorityQueue
from threading import Event as Flag
from typing import Any

from backend.extensions import spawn
from backend.jobs.conversation import Conversation
from backend.jobs.process import Message, WorkerCancelledError, WorkerProcess

WATCH_SECONDS = 0.5
ASKED, JOB = 0, 1  # somebody waits for an answer; a job that has a row


class Turn:
    """One caller's time with the worker, from when the lane lets it begin until the caller ends it."""

    def __init__(self) -> None:
        """Wait for the lane."""
        self.begun = Flag()
        self.ended = Flag()


class ShortLane:
    """Lets callers work one at a time with a process that stays, and is replaced when it dies."""

    def __init__(self, command: tuple[str, ...], memory_mb: int) -> None:
        """Prepare a lane whose worker is started with `command`."""
        self._command = command
        self._memory_mb = memory_mb
        self._queue: PriorityQueue[tuple[int, int, Turn]] = PriorityQueue()
        self._numbers = itertools.count()
        self._process: WorkerProcess | None = None
        self._stopped = False

    def start(self) -> None:
        """Begin to give turns."""
        spawn(self._loop)

    def stop(self) -> None:
        """Give no more turns and end the worker."""
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def ask(self, task: str, arguments: dict[str, Any], is_wanted: Callable[[], bool] | None = None) -> Any:
        """Return a worker's answer, before any waiting job's turn.

        Where `is_wanted` becomes false, the worker is ended at once.

        Raises:
            WorkerRefusedError: an error of the engine.
            WorkerCancelledError: nobody wants it any more.
            WorkerDiedError: the worker died of it, or could not be started.
        """
        with self._taken(self._queue_up(ASKED)) as process:
            conversation, over = Conversation(process), Flag()
            if is_wanted is not None:
                if not is_wanted():
                    raise WorkerCancelledError
                spawn(_watch, conversation, is_wanted, over)
            try:
                return conversation.run({"task": task, "arguments": arguments}, _ignore)
            finally:
                over.set()

    def submit(self, run: Callable[[WorkerProcess], None]) -> None:
        """Queue a job."""
        spawn(self._do, self._queue_up(JOB), run)

    def _do(self, turn: Turn, run: Callable[[WorkerProcess], None]) -> None:
        with self._taken(turn) as process:
            run(process)

    def _queue_up(self, priority: int) -> Turn:
        turn = Turn()
        self._queue.put((priority, next(self._numbers), turn))
        return turn

    @contextmanager
    def _taken(self, turn: Turn) -> Iterator[WorkerProcess]:
        """Wait for a turn and yield the worker; whatever the block raises, the lane goes on after it."""
        turn.begun.wait()
        try:
            yield self._worker()
        finally:
            turn.ended.set()

    def _loop(self) -> None:
        while not self._stopped:
            _, _, turn = self._queue.get()
            turn.begun.set()
            turn.ended.wait()

    def _worker(self) -> WorkerProcess:
        if self._process is None or not self._process.is_ready():
            self._process = WorkerProcess(self._command, self._memory_mb)
        return self._process


def _watch(conversation: Conversation, is_wanted: Callable[[], bool], over: Flag) -> None:
    while not over.wait(WATCH_SECONDS):
        if not is_wanted():
            return conversation.cancel(answer_seconds=0.0)


def _ignore(_event: Message) -> None:
    """Nobody follows the events of a question."""
