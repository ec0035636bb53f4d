"""What a worker can be asked to do, by name; each task imports of the engine what it needs."""

from dataclasses import asdict
from pathlib import Path

from backend.jobs.worker.link import Link, Message, Run
from backend.jobs.worker.loop import StoppedError
from rvc_core.config import CoverConfig, TrainingConfig, from_jsonable, to_jsonable
from rvc_core.errors import CancelledError, about_file
from rvc_core.events import drive

MIN_RECORDING_SECONDS = 1.0
LOOK_SECONDS = 30.0  # a recording is listened to in pieces of this length until something is heard
SUFFIXES = {"wav": ".wav", "flac": ".flac", "mp3": ".mp3", "ogg": ".ogg"}


def train_model(arguments: Message, link: Link) -> Message:
    """Return the facts of the trained model.

    Raises:
        StoppedError: it was stopped; with the facts of the newest model, if there is one.
    """
    from rvc_core.training import train

    config = from_jsonable(TrainingConfig, arguments)
    found = {"model_dir": str(config.model_dir), "name": config.name}
    try:
        drive(train(config), link.emit, link.is_cancelled)
    except CancelledError as stop:
        if not (config.model_dir / f"{config.name}.pth").is_file():
            raise
        raise StoppedError(describe_model(found, link)) from stop
    return describe_model(found, link)


def make_cover(arguments: Message, link: Link) -> Message:
    """Return where the cover and its stems are, and how long it is."""
    from rvc_core.inference import cover

    result = to_jsonable(drive(cover(from_jsonable(CoverConfig, arguments)), link.emit, link.is_cancelled))
    return {**result, "stems": {name: str(path) for name, path in result["stems"].items()}}


def analyse(arguments: Message, _link: Link) -> Message:
    """Return length, rate and median F0 of a song."""
    from rvc_core.inference import analyse_song

    return to_jsonable(analyse_song(Path(arguments["path"])))


def check_recordings(arguments: Message, _link: Link) -> list[Message]:
    """Return what each recording is; those longer than `max_seconds` are not listened to.

    Raises:
        AudioError: one is no sound, too short or silent; the message names it.
    """
    field, max_seconds = arguments["field"], arguments["max_seconds"]
    return [
        _check_recording(Path(file["path"]), file["name"], field, max_seconds) for file in arguments["files"]
    ]


def _check_recording(path: Path, name: str, field: str, max_seconds: float) -> Message:
    from rvc_core.audio import probe_audio

    with about_file(name, field):
        info = probe_audio(path)
        if info.duration_seconds <= max_seconds:  # a few MB can hold days of silence to listen to
            _require_sound(path)
    return {
        "suffix": SUFFIXES.get(info.format, ".audio"),
        "duration_seconds": info.duration_seconds,
        "sample_rate": info.sample_rate,
        "channels": info.channels,
    }


def _require_sound(path: Path) -> None:
    from rvc_core.audio import require_audible, require_length, stream_audio
    from rvc_core.errors import SilentError

    silent: SilentError | None = None
    for clip in stream_audio(path, LOOK_SECONDS):
        if silent is None:
            require_length(clip, MIN_RECORDING_SECONDS)
        try:
            return require_audible(clip)
        except SilentError as error:
            silent = error
    if silent is not None:
        raise silent


def unpack_model(arguments: Message, link: Link) -> Message:
    """Return the facts of an uploaded model, whose files are put into its folder."""
    from backend.jobs.worker.intake import take_in

    path, target = Path(arguments["path"]), Path(arguments["target_dir"])
    index = Path(arguments["index_path"]) if arguments["index_path"] else None
    with about_file(arguments["file_name"], "file"):
        warnings = take_in(path, index, arguments["name"], target)
    facts = describe_model({"model_dir": str(target), "name": arguments["name"]}, link)
    return {**facts, "warnings": [asdict(warning) for warning in warnings]}


def describe_model(arguments: Message, _link: Link) -> Message:
    """Return the facts of the model in a folder, after loading it to see that it can sing."""
    from backend.jobs.worker.facts import describe

    return describe(Path(arguments["model_dir"]), arguments["name"])


def pack_model(arguments: Message, _link: Link) -> str:
    """Return the path of a zip with a model's weights and index."""
    from rvc_core.checkpoints import pack_model_zip

    folder = Path(arguments["model_dir"])
    model_path = folder / arguments["model_file"]
    return str(pack_model_zip(folder, arguments["name"], Path(arguments["output"]), model_path))


def export_cover(arguments: Message, _link: Link) -> str:
    """Return the path of a cover in another format or with other levels."""
    from backend.jobs.worker.export import export

    return str(export(arguments))


def find_capabilities(arguments: Message, _link: Link) -> Message:
    """Return what this machine can do."""
    from backend.jobs.worker.machine import find

    return find(Path(arguments["pretrained_dir"]))


TASKS: dict[str, Run] = {
    "train": train_model,
    "cover": make_cover,
    "analyse": analyse,
    "check_recordings": check_recordings,
    "unpack": unpack_model,
    "describe": describe_model,
    "pack": pack_model,
    "export_cover": export_cover,
    "capabilities": find_capabilities,
}
