"""Songs, covers and previews."""

from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag

from backend.errors import invalid, not_found
from backend.routes.answers import (
    AUDIO,
    NO_CONTENT,
    CoverAnswer,
    CoversAnswer,
    JobAnswer,
    Responses,
    SongAnswer,
    SongsAnswer,
    refusals,
)
from backend.routes.files import send
from backend.routes.guard import current_owner, limit_jobs
from backend.routes.request import connection_watch, to_upload
from backend.routes.schemas import (
    CoverForm,
    ExportQuery,
    IdPath,
    NameBody,
    PageQuery,
    PreviewForm,
    SongForm,
    StemPath,
)
from backend.services import covers, jobs, songs
from backend.storage.tables import Cover, Song
from backend.storage.wire import cover_json, song_json
from backend.visitor import get_context

blueprint = APIBlueprint("covers", __name__, url_prefix="/api", abp_tags=[Tag(name="covers")])
SOUND: Responses = {"200": AUDIO, "206": AUDIO, "304": NO_CONTENT, **refusals(404, 412, 416)}


@blueprint.post("/songs", responses={"201": SongAnswer, **refusals()})
@limit_jobs
def upload_song(form: SongForm) -> tuple[dict[str, Any], int]:
    """Take in a song; its analysis may follow."""
    song = songs.upload_song(get_context(), current_owner(), to_upload(form.file))
    return {"song": song_json(songs.analyse(get_context(), song))}, 201


@blueprint.get("/songs", responses={"200": SongsAnswer, **refusals()})
def list_songs(query: PageQuery) -> dict[str, Any]:
    """List your songs, newest first."""
    found = get_context().library.page(Song, current_owner(), query.limit, query.offset)
    return {"songs": [song_json(song) for song in found]}


@blueprint.get("/songs/<id>", responses={"200": SongAnswer, **refusals(404)})
def get_song(path: IdPath) -> dict[str, Any]:
    """Look at a song."""
    return {"song": song_json(songs.get_song(get_context(), current_owner(), path.id))}


@blueprint.get("/songs/<id>/audio", responses=SOUND)
def get_song_audio(path: IdPath) -> Response:
    """Listen to a song."""
    song = songs.get_song(get_context(), current_owner(), path.id)
    return send(songs.song_path(get_context(), song))


@blueprint.delete("/songs/<id>", responses={"204": NO_CONTENT, **refusals(404, 409)})
def delete_song(path: IdPath) -> tuple[str, int]:
    """Delete a song for good."""
    songs.delete_song(get_context(), songs.get_song(get_context(), current_owner(), path.id))
    return "", 204


@blueprint.post("/covers", responses={"202": JobAnswer, **refusals(404)})
@limit_jobs
def create_cover(form: CoverForm) -> tuple[dict[str, Any], int]:
    """Re-sing a song in a model's voice."""
    song_id = form.song_id or _take_song(form)
    request = covers.CoverRequest(form.model, song_id, form.conversion_options(), form.cover_settings())
    job = covers.create_cover(get_context(), current_owner(), request)
    return {"job": jobs.job_view(get_context(), job)}, 202


def _take_song(form: CoverForm) -> str:
    if form.song is None:
        raise invalid("song", "There is no song.", "no_files")
    return songs.upload_song(get_context(), current_owner(), to_upload(form.song), "song").id


@blueprint.post("/previews", responses={"202": JobAnswer, **refusals(404)})
@limit_jobs
def create_preview(form: PreviewForm) -> tuple[dict[str, Any], int]:
    """Make a few seconds of a cover."""
    settings = {**form.cover_settings(), "start_seconds": form.start_seconds, "seconds": form.seconds}
    request = covers.CoverRequest(form.model, form.song_id, form.conversion_options(), settings)
    job = covers.create_preview(get_context(), current_owner(), request)
    return {"job": jobs.job_view(get_context(), job)}, 202


@blueprint.get("/previews/<id>/audio", responses=SOUND)
def get_preview(path: IdPath) -> Response:
    """Listen to a preview."""
    job = jobs.get_job(get_context(), current_owner(), path.id)
    if job.kind != "preview":
        raise not_found("preview")
    return send(covers.preview_path(get_context(), job.id))


def _view(cover: Cover) -> dict[str, Any]:
    return cover_json(cover, get_context().workspace)


@blueprint.get("/covers", responses={"200": CoversAnswer, **refusals()})
def list_covers(query: PageQuery) -> dict[str, Any]:
    """List your covers, newest first."""
    found = get_context().library.page(Cover, current_owner(), query.limit, query.offset)
    return {"covers": [_view(cover) for cover in found]}


@blueprint.get("/covers/<id>", responses={"200": CoverAnswer, **refusals(404)})
def get_cover(path: IdPath) -> dict[str, Any]:
    """Look at a cover."""
    return {"cover": _view(covers.get_cover(get_context(), current_owner(), path.id))}


@blueprint.patch("/covers/<id>", responses={"200": CoverAnswer, **refusals(404)})
def rename_cover(path: IdPath, body: NameBody) -> dict[str, Any]:
    """Rename a cover."""
    return {"cover": _view(covers.rename_cover(get_context(), current_owner(), path.id, body.name))}


@blueprint.delete("/covers/<id>", responses={"204": NO_CONTENT, **refusals(404)})
def delete_cover(path: IdPath) -> tuple[str, int]:
    """Delete a cover; it can be had back for ten minutes."""
    covers.delete_cover(get_context(), current_owner(), path.id)
    return "", 204


@blueprint.post("/covers/<id>/restore", responses={"200": CoverAnswer, **refusals(404)})
def restore_cover(path: IdPath) -> dict[str, Any]:
    """Bring a deleted cover back."""
    return {"cover": _view(covers.restore_cover(get_context(), current_owner(), path.id))}


@blueprint.get("/covers/<id>/download", responses=SOUND)
def download_cover(path: IdPath, query: ExportQuery) -> Response:
    """Download a cover, with other levels if asked for."""
    cover = covers.get_cover(get_context(), current_owner(), path.id)
    export = covers.Export(query.format, query.vocal_gain_db, query.accompaniment_gain_db)
    path_of_export = covers.export_cover(get_context(), cover, export, connection_watch())
    return send(path_of_export, f"{cover.name}.{query.format}")


@blueprint.get("/covers/<id>/stems/<stem>", responses=SOUND)
def download_stem(path: StemPath) -> Response:
    """Download a stem of a cover."""
    cover = covers.get_cover(get_context(), current_owner(), path.id)
    stem = covers.stem_path(get_context(), cover, path.stem)
    return send(stem, f"{cover.name} ({path.stem}){stem.suffix}")


@blueprint.get("/covers/<id>/original", responses=SOUND)
def download_original(path: IdPath) -> Response:
    """Download the song a cover was made of."""
    cover = covers.get_cover(get_context(), current_owner(), path.id)
    original = covers.original_path(get_context(), cover)
    return send(original, f"{cover.name} (original){original.suffix}")
