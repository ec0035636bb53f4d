"""Room on the disk and in memory: what is refused for want of it, and whether deleted things go at once."""

import os
from pathlib import Path

from backend.errors import ApiError, too_large
from backend.services.context import Context
from backend.services.needs import Need
from backend.storage.database import DatabaseFullError
from rvc_core.files import FULL_ERRNOS

CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


def check_need(context: Context, need: Need) -> None:
    """Refuse work that the disk or the memory has no room for.

    Raises:
        ApiError: it names the limit.
    """
    there = memory_bytes()
    if need.memory_bytes > there:
        raise _no_memory(need.sound.seconds / 60, need.memory_bytes / 1e9, there / 1e9)
    check_disk(context, round(need.disk_bytes))


def _no_memory(minutes: float, needed_gb: float, machine_gb: float) -> ApiError:
    message = (
        f"{minutes:.0f} minutes of sound take about {needed_gb:.1f} GB of memory, but this machine has "
        f"{machine_gb:.1f} GB. Choose a shorter file."
    )
    return ApiError(
        503,
        "out_of_memory",
        message,
        kind="machine",
        facts={
            "minutes": round(minutes, 1),
            "needed_gb": round(needed_gb, 1),
            "machine_gb": round(machine_gb, 1),
        },
    )


def memory_bytes() -> float:
    """Return how much memory this machine, or the container it is, has; infinity where it does not say."""
    known = [float("inf")]
    if "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {}):
        known.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    limit = CGROUP_LIMIT.read_text().strip() if CGROUP_LIMIT.is_file() else "max"
    return min(*known, float(limit) if limit.isdecimal() else float("inf"))


def check_disk(context: Context, new_bytes: int) -> None:
    """Refuse what would fill the disk, or the share of it that is allowed.

    Raises:
        ApiError: it names the limit.
    """
    settings = context.settings
    check_free_room(context, new_bytes)
    if context.library.total_bytes() + new_bytes > settings.limits.disk_gb * 1e9:
        limit = settings.limits.disk_gb
        message = f"The server's storage limit of {limit} GB is reached (PERSONA_MAX_DISK_GB)."
        raise too_large("storage", message, {"limit_gb": limit})


def check_free_room(context: Context, new_bytes: int) -> None:
    """Refuse what the disk has no room for.

    Raises:
        ApiError: the disk is full.
    """
    if is_short(context, new_bytes):
        raise disk_full()


def is_short(context: Context, new_bytes: int = 0) -> bool:
    """Return whether `new_bytes` more would leave less room than is to stay free."""
    return context.workspace.free_mb() - new_bytes / 1e6 < context.settings.min_free_mb


def is_disk_full(error: BaseException) -> bool:
    """Return whether an error says that something could not be written for want of room."""
    return isinstance(error, DatabaseFullError) or (isinstance(error, OSError) and error.errno in FULL_ERRNOS)


def disk_full() -> ApiError:
    """Return the refusal of what the disk cannot hold."""
    message = "The server's disk is full (PERSONA_MIN_FREE_MB). Delete what is not needed, and try again."
    return ApiError(503, "disk_full", message, retry_after_seconds=600)
