"""Songs that people upload; the same content is kept once, and separated and analysed once for each owner."""

import hashlib
import time
from pathlib import Path

from backend.blocking import run_blocking
from backend.errors import ApiError, not_found
from backend.extensions import sleep
from backend.services.audio_checks import Recording, check_recordings
from backend.services.context import Context, Upload
from backend.services.room import check_disk
from backend.storage.database import new_id
from backend.storage.jobs import ACTIVE, NewJob
from backend.storage.names import safe_stem
from backend.storage.tables import Song
from backend.storage.workspace import remove, size_of

ANALYSIS_WAIT_SECONDS = 3.0  # an answer with the median F0 in it is worth so much waiting


def upload_song(context: Context, owner_id: str, upload: Upload, field: str = "file") -> Song:
    """Store a song, or find it again by its content, and return it; its analysis is on its way.

    Raises:
        ApiError: the file is no usable sound.
    """
    sha256 = run_blocking(_hash, upload.path)
    known = context.library.song_of_hash(owner_id, sha256)
    if known is not None and (context.workspace.song_dir(sha256) / known.file).is_file():
        return context.library.change(known, name=safe_stem(upload.name))
    recording = check_recordings(context, [upload], field)[0]
    check_disk(context, upload.size_bytes)
    song = known or _add_row(context, owner_id, recording, sha256)
    folder = context.workspace.song_dir(sha256)
    folder.mkdir(exist_ok=True)
    upload.path.replace(folder / song.file)
    return song


def analyse(context: Context, song: Song) -> Song:
    """Return the song with its median F0, if it is found out within a few seconds; the job goes on else."""
    if song.facts.get("analysed"):
        return song
    name = context.workspace.name_of(song_path(context, song))
    request = {"task": "analyse", "arguments": {}, "paths": {"path": name}}
    job = NewJob(id=new_id(), owner_id=song.owner_id, kind="analysis", request=request, song_id=song.id)
    context.dispatcher.submit(job)
    deadline = time.monotonic() + ANALYSIS_WAIT_SECONDS
    while time.monotonic() < deadline and context.jobs.require(job.id).status in ACTIVE:
        sleep(0.05)
    return get_song(context, song.owner_id, song.id)


def get_song(context: Context, owner_id: str, song_id: str) -> Song:
    """Return an owner's song.

    Raises:
        ApiError: there is none of that id.
    """
    song = context.library.get(Song, song_id, owner_id)
    if song is None:
        raise not_found("song")
    return song


def song_path(context: Context, song: Song) -> Path:
    """Return the path of the song's file.

    Raises:
        ApiError: the recording was deleted.
    """
    path = context.workspace.song_dir(song.sha256) / song.file
    if not path.is_file():
        raise not_found("song")
    return path


def delete_song(context: Context, song: Song) -> None:
    """Delete a song and its stems for good; its file too, when nobody else has the same.

    Raises:
        ApiError: a job needs it.
    """
    if context.jobs.active_of_song(song.id):
        raise ApiError(409, "song_in_use", "A cover of this song is being made. Stop it first.")
    context.library.remove(song)
    remove(context.workspace.stems_dir(song.sha256, song.owner_id))
    if context.library.count_songs(song.sha256) == 0:
        remove(context.workspace.song_dir(song.sha256))


def _add_row(context: Context, owner_id: str, recording: Recording, sha256: str) -> Song:
    facts = {
        "duration_seconds": recording.duration_seconds,
        "sample_rate": recording.sample_rate,
        "channels": recording.channels,
    }
    song: Song = context.library.add(
        Song(
            id=new_id(),
            owner_id=owner_id,
            name=safe_stem(recording.upload.name),
            sha256=sha256,
            file=f"song{recording.suffix}",
            facts=facts,
            size_bytes=size_of(recording.upload.path),
            created_at=time.time(),
        )
    )
    return song


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
