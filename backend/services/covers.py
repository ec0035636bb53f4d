"""Covers and previews: starting them, and what becomes of the finished ones."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.errors import from_engine, invalid, not_found
from backend.jobs.requests import stored_request
from backend.services.capabilities import check_f0_method
from backend.services.context import Context, ask
from backend.services.models import get_model
from backend.services.needs import STEM_FILES, Sound, cover_need, export_need
from backend.services.room import check_need, is_short
from backend.services.songs import get_song, song_path
from backend.storage.database import new_id
from backend.storage.jobs import NewJob
from backend.storage.names import check_name
from backend.storage.tables import Cover, Job, Model, Song
from backend.storage.workspace import remove
from rvc_core.config import ConversionOptions, CoverConfig
from rvc_core.errors import ConfigError

EXPORTS_KEPT = 6  # files of one cover


@dataclass(frozen=True, slots=True)
class CoverRequest:
    """What a person asks for; `options` are fields of ConversionOptions, `settings` of CoverConfig."""

    model: str
    song_id: str
    options: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


def create_cover(context: Context, owner_id: str, request: CoverRequest) -> Job:
    """Store a queued cover and return its job.

    Raises:
        ApiError: the model or the song is not there, or a setting cannot be used.
    """
    model, song = _find(context, owner_id, request)
    cover_id = new_id()
    file = f"{song.name}-{cover_id}.wav"
    parts = context.workspace.cover_parts_dir(file)
    config = _make_config(
        context, model, song, request, context.workspace.cover_path(file), parts / "converted.wav"
    )
    _check_room(context, song, config)
    return _submit(context, "cover", model, song, config, cover_id)


def create_preview(context: Context, owner_id: str, request: CoverRequest) -> Job:
    """Store a queued preview and return its job.

    Raises:
        ApiError: as for a cover, or the song is shorter than the start.
    """
    model, song = _find(context, owner_id, request)
    if request.settings["start_seconds"] >= song.facts["duration_seconds"]:
        raise invalid("start_seconds", "The song ends before that.")
    job_id = new_id()
    config = _make_config(context, model, song, request, preview_path(context, job_id), None)
    _check_room(context, song, config)
    return _submit(context, "preview", model, song, config, job_id)


def preview_path(context: Context, job_id: str) -> Path:
    """Return where a preview's sound is."""
    return context.workspace.cache / f"preview-{job_id}.wav"


def _find(context: Context, owner_id: str, request: CoverRequest) -> tuple[Model, Song]:
    model = get_model(context, owner_id, request.model)
    song = get_song(context, owner_id, request.song_id)
    check_f0_method(context, request.options.get("f0_method", "auto"))
    return model, song


def _check_room(context: Context, song: Song, config: CoverConfig) -> None:
    """Refuse a cover or preview for which there is no room."""
    missing = 0
    if config.stems_dir is not None and config.seconds is None:  # those of a part are not kept
        missing = max(0, STEM_FILES - len(list(config.stems_dir.glob("*.wav"))))
    n_wavs = 1 if config.converted_path is None else 2
    check_need(context, cover_need(_sound_of(song.facts, config.seconds), n_wavs, missing))


def _sound_of(facts: dict[str, Any], seconds: float | None = None) -> Sound:
    length = facts["duration_seconds"]
    channels = facts.get("channels") or 2
    return Sound(length if seconds is None else min(seconds, length), facts["sample_rate"], channels)


def _make_config(
    context: Context, model: Model, song: Song, request: CoverRequest, output: Path, converted: Path | None
) -> CoverConfig:
    folder, index_file = context.workspace.model_dir(model.folder), model.facts.get("index_file")
    try:
        return CoverConfig(
            song_path=song_path(context, song),
            output_path=output,
            model_path=folder / model.facts["model_file"],
            index_path=folder / index_file if index_file else None,
            options=ConversionOptions(**request.options),
            stems_dir=None
            if request.settings["a_cappella"]
            else context.workspace.stems_dir(song.sha256, song.owner_id),
            converted_path=converted,
            pretrained_dir=context.settings.pretrained_dir,
            **request.settings,
        )
    except ConfigError as error:
        raise from_engine(error.data()) from error


def _submit(context: Context, kind: str, model: Model, song: Song, config: CoverConfig, new: str) -> Job:
    job = NewJob(
        id=new if kind == "preview" else new_id(),
        owner_id=model.owner_id,
        kind=kind,
        request={**stored_request(context.workspace, "cover", config), "name": song.name},
        model_id=model.id,
        model_name=model.name,
        song_id=song.id,
        cover_id=new if kind == "cover" else None,
    )
    context.dispatcher.submit(job)
    return context.jobs.require(job.id)


def get_cover(context: Context, owner_id: str, cover_id: str, or_deleted: bool = False) -> Cover:
    """Return an owner's cover.

    Raises:
        ApiError: there is none of that id.
    """
    cover = context.library.get(Cover, cover_id, owner_id)
    if cover is None or (cover.deleted_at is not None and not or_deleted):
        raise not_found("cover")
    return cover


def rename_cover(context: Context, owner_id: str, cover_id: str, name: str) -> Cover:
    """Return the cover under its new name; its address stays."""
    return context.library.change(get_cover(context, owner_id, cover_id), name=check_name(name))


def delete_cover(context: Context, owner_id: str, cover_id: str) -> None:
    """Hide a cover; it can be restored until it is purged, which is at once where room is short."""
    cover = get_cover(context, owner_id, cover_id)
    if is_short(context):
        discard_cover(context, cover)
    else:
        context.library.change(cover, deleted_at=time.time())


def discard_cover(context: Context, cover: Cover) -> None:
    """Remove a cover's files and row for good; the row last, so that a kill between them is made up for."""
    remove(context.workspace.cover_path(cover.file))
    remove(context.workspace.cover_parts_dir(cover.file))
    remove(context.workspace.cache / f"cover-{cover.id}")
    context.library.remove(cover)


def restore_cover(context: Context, owner_id: str, cover_id: str) -> Cover:
    """Return a deleted cover, back in the library; one that was not deleted stays as it is."""
    return context.library.change(get_cover(context, owner_id, cover_id, or_deleted=True), deleted_at=None)


@dataclass(frozen=True, slots=True)
class Export:
    """How a cover is wanted: its format, and levels that differ from those it was made with."""

    format: str = "wav"
    vocal_gain_db: float | None = None
    accompaniment_gain_db: float | None = None


def export_cover(context: Context, cover: Cover, export: Export, is_wanted: Callable[[], bool]) -> Path:
    """Return the path of the cover in a format and with levels; made when it is not there yet.

    Raises:
        ApiError: it cannot be made, or `is_wanted` says meanwhile that nobody waits for it any more.
    """
    gains = _changed_gains(cover, export)
    source = context.workspace.cover_path(cover.file)
    if export.format == "wav" and gains is None:
        return source
    mark = "" if gains is None else f" {gains[0]!r} {gains[1]!r}"
    output = context.workspace.cache / f"cover-{cover.id}" / f"{cover.id}{mark}.{export.format}"

    def make() -> None:
        check_need(context, export_need(_sound_of(cover.facts), is_mixed=gains is not None))
        arguments = _export_arguments(context, cover, gains, output)
        ask(context, "export_cover", arguments, lane=context.exports, is_wanted=is_wanted)

    return context.builds.build(output, cover.owner_id, make, EXPORTS_KEPT)


def _changed_gains(cover: Cover, export: Export) -> tuple[float, float] | None:
    made = tuple(cover.facts.get(name, 0.0) for name in ("vocal_gain_db", "accompaniment_gain_db"))
    asked = (export.vocal_gain_db, export.accompaniment_gain_db)
    wanted = tuple(old if new is None else new for new, old in zip(asked, made, strict=True))
    return None if wanted == made else (wanted[0], wanted[1])


def _export_arguments(
    context: Context, cover: Cover, gains: tuple[float, float] | None, output: Path
) -> dict[str, Any]:
    if gains is None:
        return {"source": str(context.workspace.cover_path(cover.file)), "output": str(output)}
    return {
        "source": None,
        "output": str(output),
        "converted": str(stem_path(context, cover, "converted")),
        "stems": {stem: str(context.workspace.path_of(name)) for stem, name in cover.facts["stems"].items()},
        "pitch": cover.facts["pitch"],
        "shift_accompaniment": cover.facts["shift_accompaniment"],
        "vocal_gain_db": gains[0],
        "accompaniment_gain_db": gains[1],
    }


def stem_path(context: Context, cover: Cover, stem: str) -> Path:
    """Return the path of one of the cover's stems.

    Raises:
        ApiError: it has none of that name, or the song was deleted.
    """
    name = cover.facts.get("converted") if stem == "converted" else cover.facts.get("stems", {}).get(stem)
    path = context.workspace.path_of(name) if name else None
    if path is None or not path.is_file():
        raise not_found("stem")
    return path


def original_path(context: Context, cover: Cover) -> Path:
    """Return the path of the song the cover was made of.

    Raises:
        ApiError: it was deleted.
    """
    if cover.song_id is None:
        raise not_found("song")
    return song_path(context, get_song(context, cover.owner_id, cover.song_id))
