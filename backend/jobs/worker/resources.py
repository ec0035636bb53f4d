"""What the worker process does to itself: politeness, memory, and logging."""

import logging
import os
import signal
import sys
from pathlib import Path

from backend.logs import configure_logging

NICENESS = 10  # so that the server answers at once while all cores train
OOM_SCORE = "500"  # so that the system ends a worker for want of memory, and not the server


def settle() -> None:
    """Give way to the server in everything, and log as it does."""
    for number in (signal.SIGINT, signal.SIGTERM):  # a terminal's Ctrl-C reaches the whole group
        signal.signal(number, signal.SIG_IGN)  # the server decides, by the pipe
    configure_logging(logging.INFO)
    give_way()
    score = Path("/proc/self/oom_score_adj")
    if score.exists():
        score.write_text(OOM_SCORE)
    limit_memory(int(os.environ.get("PERSONA_WORKER_MEMORY_MB", "0")))


def give_way() -> None:
    """Let other processes have the processor first: when they wake, at once where the platform can."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    if hasattr(os, "SCHED_BATCH"):  # this process's own waking interrupts nobody
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def limit_memory(megabytes: int) -> None:
    """Make allocations beyond `megabytes` fail, where the platform can; 0: no limit."""
    if not megabytes or sys.platform == "win32":
        return
    import resource

    limit = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def peak_memory_bytes() -> dict[str, int]:
    """Return the most memory this process has used so far, by device, where the platform tells."""
    peaks = {}
    if sys.platform != "win32":
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        peaks["cpu"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    torch = sys.modules.get("torch")  # not imported just to find out that it is not needed
    if torch is not None and torch.cuda.is_available():
        peaks["gpu"] = torch.cuda.max_memory_allocated()
    return peaks
