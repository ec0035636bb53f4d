"""What goes by itself: deleted things after their ten minutes, or as soon as room is short; and old things
when an operator asks.
"""

import logging
import time

from backend.extensions import sleep
from backend.services.context import Context
from backend.services.covers import discard_cover
from backend.services.models import discard, is_in_training
from backend.services.room import is_short
from backend.services.songs import delete_song
from backend.storage.database import StorageError
from backend.storage.tables import Cover, Model, Song
from backend.storage.workspace import is_older, remove

logger = logging.getLogger(__name__)
PURGE_INTERVAL_SECONDS = 20.0
CACHE_SECONDS = 86_400.0
SHORT_CACHE_SECONDS = 60.0  # while room is short
ABANDONED_SECONDS = 600.0  # no worker that lives pauses so long while it writes a cover


def purge_forever(context: Context) -> None:
    """Purge deleted things as their time comes, until the server ends; what fails is tried again."""
    while True:
        for purge in (purge_deleted, purge_cache, purge_abandoned, keep_reserve):
            try:
                purge(context)
            except (OSError, StorageError):
                logger.exception("purging failed: %s", purge.__name__)
        sleep(min(PURGE_INTERVAL_SECONDS, max(0.2, context.settings.undo_seconds)))


def purge_deleted(context: Context) -> None:
    """Remove what was deleted longer ago than it can be restored; all of it where room is short."""
    moment = time.time() - (0.0 if is_short(context) else context.settings.undo_seconds)
    for model in context.library.deleted_before(Model, moment):
        discard(context, model)
    for cover in context.library.deleted_before(Cover, moment):
        discard_cover(context, cover)


def purge_cache(context: Context) -> None:
    """Remove zips, exports and previews of a day ago, or a minute where room is short: all can be remade."""
    moment = time.time() - (SHORT_CACHE_SECONDS if is_short(context) else CACHE_SECONDS)
    for path in context.workspace.cache.iterdir():
        if is_older(path, moment):
            remove(path)


def keep_reserve(context: Context) -> None:
    """Keep room for the day the disk is full, as long as that leaves enough for everything else."""
    context.workspace.reserve.keep(context.settings.min_free_mb * 1e6)


def purge_abandoned(context: Context) -> None:
    """Remove what killed workers left half-written beside the covers."""
    context.workspace.clear_abandoned_covers(ABANDONED_SECONDS)


def prune(context: Context, days: float) -> dict[str, int]:
    """Remove everything older than `days` that no job needs, and return how many of each kind went."""
    moment = time.time() - days * 86_400
    covers = context.library.created_before(Cover, moment)
    models = [
        model for model in context.library.created_before(Model, moment) if not is_in_training(context, model)
    ]
    songs = [
        song
        for song in context.library.created_before(Song, moment)
        if not context.jobs.active_of_song(song.id)
    ]
    jobs = context.jobs.older_than(moment)
    for cover in covers:
        discard_cover(context, cover)
    for model in models:
        discard(context, model)
    for song in songs:
        delete_song(context, song)
    for job in jobs:
        remove(context.workspace.cache / f"preview-{job.id}.wav")
    context.jobs.remove([job.id for job in jobs])
    return {"covers": len(covers), "models": len(models), "songs": len(songs), "jobs": len(jobs)}
