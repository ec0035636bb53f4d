"""What goes by itself: deleted things after their ten minutes, and old things when an operator asks."""

import logging
import time

from backend.extensions import sleep
from backend.services.context import Context
from backend.services.models import discard, is_in_training
from backend.services.songs import delete_song
from backend.storage.database import StorageError
from backend.storage.tables import Cover, Model, Song
from backend.storage.workspace import is_older, remove

logger = logging.getLogger(__name__)
PURGE_INTERVAL_SECONDS = 20.0
CACHE_SECONDS = 86_400.0
ABANDONED_SECONDS = 600.0  # no worker that lives pauses so long while it writes a cover


def purge_forever(context: Context) -> None:
    """Purge deleted things as their time comes, until the server ends; what fails is tried again."""
    while True:
        for purge in (purge_deleted, purge_cache, purge_abandoned):
            try:
                purge(context)
            except (OSError, StorageError):
                logger.exception("purging failed: %s", purge.__name__)
        sleep(min(PURGE_INTERVAL_SECONDS, max(0.2, context.settings.undo_seconds)))


def purge_deleted(context: Context) -> None:
    """Remove what was deleted longer ago than it can be had back."""
    moment = time.time() - context.settings.undo_seconds
    for model in context.library.deleted_before(Model, moment):
        discard(context, model)
    for cover in context.library.deleted_before(Cover, moment):
        discard_cover(context, cover)


def purge_cache(context: Context) -> None:
    """Remove zips, exports and previews that were made longer ago than a day; they can be made again."""
    moment = time.time() - CACHE_SECONDS
    for path in context.workspace.cache.iterdir():
        if is_older(path, moment):
            remove(path)


def purge_abandoned(context: Context) -> None:
    """Remove what killed workers left half-written beside the covers."""
    context.workspace.clear_abandoned_covers(ABANDONED_SECONDS)


def discard_cover(context: Context, cover: Cover) -> None:
    """Remove a cover's files and row for good; the row last: what a kill interrupts is then done anew."""
    remove(context.workspace.cover_path(cover.file))
    remove(context.workspace.cover_parts_dir(cover.file))
    remove(context.workspace.cache / f"cover-{cover.id}")
    context.library.remove(cover)


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
