"""Which job runs when: two lanes, recovery after a restart, and stopping the server."""

import heapq
import logging
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from backend.errors import ApiError
from backend.extensions import sleep, spawn
from backend.jobs.conversation import CHECKPOINT_SECONDS, Conversation
from backend.jobs.lane import ShortLane
from backend.jobs.process import WorkerProcess
from backend.jobs.publisher import Publisher
from backend.jobs.recovery import Recovery
from backend.jobs.runner import Runner
from backend.storage.jobs import HEAVY, JobStore, NewJob
from backend.storage.tables import Job

logger = logging.getLogger(__name__)
GUESS_SECONDS = {"training": 900.0, "cover": 120.0}  # before any job of the kind has ended


class Dispatcher(Protocol):
    """Where jobs are handed in; another implementation may run them on other machines."""

    def submit(self, job: NewJob) -> None:
        """Store a job and see that it runs."""

    def check_room(self) -> None:
        """Refuse while the queue is full."""

    def cancel(self, job: Job) -> None:
        """See that a job ends soon."""

    def queue_places(self) -> dict[str, tuple[int, float]]:
        """Return place (from 1) and seconds until the start, by id of the queued heavy jobs."""


@dataclass(frozen=True, slots=True)
class HeavyLane:
    """How heavy jobs run: with which worker, how many at a time, how many may wait."""

    command: tuple[str, ...]
    concurrency: int
    max_queue: int


class LocalDispatcher:
    """Runs heavy jobs in threads, each with its own worker process, and short ones in the short lane."""

    def __init__(
        self, publisher: Publisher, runner: Runner, recovery: Recovery, short: ShortLane, heavy: HeavyLane
    ) -> None:
        """Put the lanes together; `start` sets them going."""
        self._jobs: JobStore = runner.jobs
        self._publisher = publisher
        self._runner = runner
        self._recovery = recovery
        self._short = short
        self._heavy = heavy
        self._conversations: dict[str, Conversation] = {}
        self._heavy_running: set[str] = set()
        self._filling = Lock()
        self._stopping = False

    def start(self) -> None:
        """Take up what an earlier server left, and begin."""
        self._short.start()
        for job in self._recovery.recover():
            if job.kind not in HEAVY:
                self._submit_short(job.id)
        self._fill()

    def submit(self, job: NewJob) -> None:
        """Store a job and see that it runs.

        Raises:
            ApiError: the queue is full; it says when to come back.
        """
        if job.kind in HEAVY:
            self.check_room()
        self._publisher.send(self._jobs.create(job))
        if job.kind in HEAVY:
            spawn(self._fill)
        else:
            self._submit_short(job.id)

    def cancel(self, job: Job) -> None:
        """See that a job ends within seconds."""
        conversation = self._conversations.get(job.id)
        if conversation is not None:
            conversation.cancel()  # first: where the disk is full, this makes the room to store it
        self._jobs.change(job.id, cancel_requested=True)
        if conversation is None:
            self._cancel_waiting(job)

    def queue_places(self) -> dict[str, tuple[int, float]]:
        """Return place (from 1) and seconds until the start, by id of the queued heavy jobs."""
        running = self._heavy_jobs("running")
        usual = {kind: self._usual_seconds(kind) for kind in HEAVY}
        wait = sum(job.seconds_left or usual[job.kind] / 2 for job in running)
        places: dict[str, tuple[int, float]] = {}
        for place, job in enumerate(self._in_order(), start=1):
            places[job.id] = (place, max(0.0, round(wait / self._heavy.concurrency, 1)))
            wait += usual[job.kind]
        return places

    def stop(self) -> None:
        """End all workers; a running training writes a checkpoint and stays `running` for the next start."""
        self._stopping = True
        for conversation in list(self._conversations.values()):
            conversation.cancel(CHECKPOINT_SECONDS)  # nobody waits; a slow step may end and be saved
        deadline = time.monotonic() + CHECKPOINT_SECONDS + 1
        while self._heavy_running and time.monotonic() < deadline:
            sleep(0.05)
        self._short.stop()

    def check_room(self) -> None:
        """Refuse while the queue is full.

        Raises:
            ApiError: the queue is full; it says when to come back.
        """
        waiting = self._heavy_jobs("queued")
        if len(waiting) >= self._heavy.max_queue:
            message = f"{len(waiting)} jobs are waiting already. Please come back later."
            retry_after = int(max(30, min(3600, min(wait for _, wait in self.queue_places().values()))))
            raise ApiError(503, "queue_full", message, retry_after_seconds=retry_after)

    def _heavy_jobs(self, status: str) -> list[Job]:
        return [job for job in self._jobs.with_status(status) if job.kind in HEAVY]

    def _cancel_waiting(self, job: Job) -> None:
        if job.attempts == 0 and job.resumed_from is None:
            self._runner.ending.cancel(job)
        else:  # it may have a model, which a worker reads first; nobody waits for that
            spawn(self._runner.ending.cancel, job)

    def _in_order(self) -> list[Job]:
        return fair_order(self._heavy_jobs("queued"), self._jobs.last_starts(HEAVY))

    def _usual_seconds(self, kind: str) -> float:
        return self._jobs.mean_seconds(kind) or GUESS_SECONDS[kind]

    def _fill(self) -> None:
        with self._filling:
            for job in self._in_order():
                if self._stopping or len(self._heavy_running) >= self._heavy.concurrency:
                    return
                if job.id not in self._heavy_running:
                    self._heavy_running.add(job.id)
                    spawn(self._run_heavy, job.id)

    def _run_heavy(self, job_id: str) -> None:
        process = WorkerProcess(self._heavy.command)
        try:
            self._converse(job_id, process)
            process.close()
        finally:
            self._heavy_running.discard(job_id)
            if not self._stopping:
                self._fill()

    def _submit_short(self, job_id: str) -> None:
        self._short.submit(lambda process: self._converse(job_id, process))

    def _converse(self, job_id: str, process: WorkerProcess) -> None:
        self._conversations[job_id] = Conversation(process, job_id)
        try:
            self._runner.run_job(job_id, self._conversations[job_id], lambda: self._stopping)
        finally:
            del self._conversations[job_id]


def fair_order(queued: list[Job], last_starts: Mapping[str, float]) -> list[Job]:
    """Return queued jobs as they will start: next is the owner whose last job started longest ago.

    Whoever has never started one comes first; an owner's own jobs keep their order. `last_starts` has each
    owner's newest start, in seconds of the epoch.
    """
    waiting: defaultdict[str, deque[Job]] = defaultdict(deque)
    for job in sorted(queued, key=lambda job: (job.created_at, job.id)):
        waiting[job.owner_id].append(job)
    turns = [(last_starts.get(owner, 0.0), jobs[0].created_at, owner) for owner, jobs in waiting.items()]
    heapq.heapify(turns)
    order: list[Job] = []
    while turns:
        _, _, owner = heapq.heappop(turns)
        order.append(waiting[owner].popleft())
        if waiting[owner]:  # those who start from now on do so later than anybody has until now
            heapq.heappush(turns, (time.time() + len(order), waiting[owner][0].created_at, owner))
    return order
