"""A worker whose pipelines are small and scripted by the model's name; loop and pipes are the real ones.

`slow` takes its time, `tired` even longer, `stuck` does not notice a wish to stop, `crash` dies, `killed`
is killed, `diverge`, `full` and `hungry` fail.
"""

import errno
import os
import signal
import sys
import time
import zipfile
from pathlib import Path

from backend.jobs.worker.link import Link
from backend.jobs.worker.loop import serve
from backend.jobs.worker.resources import settle
from backend.jobs.worker.tasks import check_recordings
from rvc_core import events
from rvc_core.config import CoverConfig, TrainingConfig, from_jsonable
from rvc_core.errors import DivergedError, IncompatibleCheckpointError
from rvc_core.events import drive

FACTS = {
    "sample_rate": 40000,
    "content_dim": 768,
    "f0": True,
    "has_index": True,
    "median_f0_hz": 220.0,
    "version": "v2",
    "family": "rvc",
    "encoder": "contentvec",
    "interchangeable": True,
    "card": {},
    "warnings": [],
}


def train(config):
    folder = config.model_dir
    (folder / "checkpoints").mkdir(parents=True, exist_ok=True)
    first = 1 + len(list((folder / "checkpoints").glob("G_*.pth"))) if config.resume else 1
    yield events.StageStarted("preparing", len(config.recordings))
    _misbehave(config.name)
    for done in range(1, 8):
        yield events.StageAdvanced("preparing", done, 7)
        time.sleep(0.01)
    yield events.StageStarted("training", config.epochs)
    for epoch in range(first, config.epochs + 1):
        time.sleep(_seconds_of_epoch(config.name))
        (folder / "checkpoints" / f"G_{epoch}.pth").write_text(str(epoch))
        (folder / f"{config.name}.pth").write_text(str(epoch))
        yield events.EpochFinished(epoch, config.epochs, epoch * 10, {"mel": 1.0 / epoch}, 0.25)
    (folder / "samples").mkdir(exist_ok=True)
    (folder / "samples" / f"epoch_{config.epochs}.wav").write_bytes(b"RIFF")
    yield events.SampleReady(config.epochs, folder / "samples" / f"epoch_{config.epochs}.wav")


def _seconds_of_epoch(name):
    return 3.0 if "tired" in name else 0.25 if "slow" in name else 0.01


def _misbehave(name):
    if "crash" in name:
        os._exit(7)
    if "killed" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "stuck" in name:
        time.sleep(60)
    if "full" in name:
        raise OSError(errno.ENOSPC, "No space left on device")
    if "hungry" in name:
        raise MemoryError
    if "diverge" in name:
        raise DivergedError("The loss became NaN.")


def run_training(arguments, link):
    config = from_jsonable(TrainingConfig, arguments)
    drive(train(config), link.emit, link.is_cancelled)
    return describe({"model_dir": str(config.model_dir), "name": config.name}, link)


def describe(arguments, _link):
    path = Path(arguments["model_dir"]) / f"{arguments['name']}.pth"
    size_bytes = path.stat().st_size
    files = {"model_file": path.name, "index_file": None, "download_bytes": size_bytes}
    return {**FACTS, "epochs": int(path.read_text()), **files}


def run_cover(arguments, link):
    config = from_jsonable(CoverConfig, arguments)
    return drive(_cover(config), link.emit, link.is_cancelled)


def _cover(config):
    from rvc_core.audio import load_audio, save_audio

    clip = load_audio(config.song_path, mono=False)
    stem = None if config.stems_dir is None else config.stems_dir / "vocals.wav"
    made = {"separating": stem, "converting": config.converted_path, "mixing": config.output_path}
    for stage, path in made.items():
        yield events.StageStarted(stage, 2)
        for done in (1, 2):
            time.sleep(0.2 if "slow" in str(config.model_path) else 0.01)
            yield events.StageAdvanced(stage, done, 2)
        if path is not None:
            save_audio(path, clip)
    return {
        "stems": {"vocals": str(stem)} if stem else {},
        "converted_path": str(config.converted_path) if config.converted_path else None,
        "sample_rate": clip.sample_rate,
        "duration_seconds": clip.duration_seconds,
        "pitch_shift_semitones": config.options.pitch_shift_semitones or 0,
    }


def unpack(arguments, link):
    if not zipfile.is_zipfile(arguments["path"]):
        raise IncompatibleCheckpointError("The file is no zip.")
    with zipfile.ZipFile(arguments["path"]) as archive:
        if not any(name.endswith(".pth") for name in archive.namelist()):
            raise IncompatibleCheckpointError("The zip holds no .pth file.")
    (Path(arguments["target_dir"]) / f"{arguments['name']}.pth").write_text("1")
    return describe({"model_dir": arguments["target_dir"], "name": arguments["name"]}, link)


def pack(arguments, _link):
    with zipfile.ZipFile(arguments["output"], "w") as archive:
        time.sleep(0.5 if "slow" in arguments["name"] else 0)
        name = arguments["name"]
        archive.write(Path(arguments["model_dir"]) / arguments["model_file"], f"{name}/{name}.pth")
    return arguments["output"]


def capabilities(arguments, _link):
    missing = {"reason": "its weights are missing.", "kind": "weights"}
    methods = [{"name": "pm", "reason": None, "kind": None}, {"name": "rmvpe", **missing}]
    files = sorted(path.name for path in Path(arguments["pretrained_dir"]).glob("*.pt"))
    return {"device": {"name": "fake"}, "f0_methods": methods, "pretrained": files}


def analyse(arguments, _link):
    from rvc_core.audio import load_audio

    clip = load_audio(arguments["path"])
    return {"duration_seconds": clip.duration_seconds, "sample_rate": clip.sample_rate, "median_f0_hz": 220.0}


def export_cover(arguments, _link):
    from rvc_core.audio import load_audio, save_audio

    time.sleep(4 if "slow" in str(arguments["source"]) else 0)
    save_audio(
        Path(arguments["output"]), load_audio(arguments["source"] or arguments["converted"], mono=False)
    )
    return arguments["output"]


TASKS = {
    "train": run_training,
    "cover": run_cover,
    "describe": describe,
    "unpack": unpack,
    "pack": pack,
    "capabilities": capabilities,
    "analyse": analyse,
    "check_recordings": check_recordings,
    "export_cover": export_cover,
}

if __name__ == "__main__":
    channel = Link()
    settle()
    sys.stdout.write("a library that prints must not disturb the pipe\n")
    serve(channel, TASKS)
