"""A worker process and the two pipes to it; the server's only use of subprocess."""

import json
import os
from typing import Any

from backend.blocking import run_blocking
from backend.config import PROJECT_ROOT
from backend.extensions import sleep, unpatched_subprocess
from rvc_core.errors import Facts, error_data

Message = dict[str, Any]


class WorkerDiedError(Exception):
    """The worker ended without an answer; `data` is the error as JSON values."""

    def __init__(self, code: str, message: str, facts: Facts | None = None) -> None:
        """Keep the error as data."""
        super().__init__(message)
        self.data = error_data(code, message, facts=facts)


class WorkerNotStartedError(WorkerDiedError):
    """There is no worker: the system gave no process, or has lost the program."""

    def __init__(self, cause: OSError) -> None:
        """Tell the system's reason."""
        super().__init__(
            "worker_not_started",
            f"The server could not start its worker ({cause.strerror}). Close other programs and try again.",
        )


class WorkerRefusedError(Exception):
    """The worker's answer is an error of the engine; `data` are its JSON values."""

    def __init__(self, data: Message) -> None:
        """Keep the error as data."""
        super().__init__(data["message"])
        self.data = data


class WorkerCancelledError(Exception):
    """The worker stopped because it was asked to; `value` is what it left, if it could tell."""

    def __init__(self, value: Any = None) -> None:
        """Keep what the stopped work left."""
        super().__init__("cancelled")
        self.value = value


# PyTorch's threads wait for each other this many turns before they sleep. With the default they keep the
# cores from whatever else runs: a training step beside two busy programs takes nearly three times as long.
SPIN_COUNT = "10000"
PONG = {"type": "pong"}


class WorkerProcess:
    """One spawned worker: JSON lines in, JSON lines out; it ends when its input closes."""

    def __init__(self, command: tuple[str, ...], memory_mb: int = 0) -> None:
        """Prepare a process that may allocate `memory_mb` (0: all); `start` spawns it."""
        self._command = command
        self._memory_mb = memory_mb
        self._process: Any = None  # a Popen, green where the server is
        self._number = 0

    def start(self) -> None:
        """Spawn the process, unless that was done.

        Raises:
            WorkerNotStartedError: the system could not.
        """
        if self._process is not None:
            return
        subprocess = unpatched_subprocess()
        try:
            self._process = subprocess.Popen(
                list(self._command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=PROJECT_ROOT,
                env={
                    "GOMP_SPINCOUNT": SPIN_COUNT,
                    **os.environ,
                    "PERSONA_WORKER_MEMORY_MB": str(self._memory_mb),
                    "PYTHONUTF8": "1",
                },
            )
        except OSError as error:
            raise WorkerNotStartedError(error) from error

    def next_number(self) -> int:
        """Return a number for the next request."""
        self._number += 1
        return self._number

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def is_ready(self) -> bool:
        """Return whether the process answers between two requests.

        A killed process counts as alive for a moment, until the last of its threads has ended.
        """
        if not self.is_alive():
            return False
        self.send({"ping": True})
        try:
            return self.receive() == PONG
        except WorkerDiedError:
            return False

    def send(self, message: Message) -> None:
        """Send a message; a dead worker is found out by `receive`."""
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()
        except (BrokenPipeError, OSError, ValueError):
            return

    def receive(self) -> Message:
        """Return the next message, waiting for it while other requests go on.

        Raises:
            WorkerDiedError: there will be none.
        """
        line = run_blocking(self._process.stdout.readline)
        if not line.endswith(b"\n"):
            raise WorkerDiedError(*_explain(self.wait()))
        message: Message = json.loads(line)
        return message

    def wait(self) -> int:
        """Return the exit code, waiting for the end."""
        while (code := self._process.poll()) is None:
            sleep(0.02)
        return int(code)

    def kill(self) -> None:
        """End the process at once."""
        if self._process is not None:
            self._process.kill()

    def close(self, patience_seconds: float = 5.0) -> None:
        """Close its input, wait for its end, and kill it if it takes too long."""
        if self._process is None:
            return
        try:
            self._process.stdin.close()
        except OSError:
            self.kill()
        waited = 0.0
        while self.is_alive() and waited < patience_seconds:
            sleep(0.05)
            waited += 0.05
        if self.is_alive():
            self.kill()
            self.wait()
        self._process.stdout.close()


def _explain(return_code: int) -> tuple[str, str, Facts]:
    if return_code in (-9, 137):
        return (
            "worker_killed",
            "The work was killed from outside, most likely because the machine ran out of memory. "
            "Close other programs, or choose a smaller batch size or shorter files, and try again.",
            {},
        )
    if return_code < 0:
        return (
            "worker_crashed",
            f"The work crashed (signal {-return_code}). Try again; what was saved is kept.",
            {"signal": -return_code},
        )
    return (
        "worker_crashed",
        f"The work ended unexpectedly (exit code {return_code}). Try again; what was saved is kept.",
        {"exit_code": return_code},
    )
