"""What the end of a job leaves in the library."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.jobs.process import Message, WorkerDiedError, WorkerRefusedError
from backend.storage.library import LibraryStore
from backend.storage.tables import Cover, Job, Model, Song
from backend.storage.wire import cover_json, model_json, sample_url
from backend.storage.workspace import Workspace, remove, size_of

logger = logging.getLogger(__name__)
EVENT_FIELDS = {
    "stage_started": ("stage", "total"),
    "stage_advanced": ("stage", "done", "total", "seconds_left"),
    "epoch_finished": ("epoch", "epochs", "step", "losses", "seconds_left"),
    "checkpoint_saved": ("epoch",),
    "warning": ("code", "message", "facts"),
}


@dataclass(frozen=True, slots=True)
class Completion:
    """Turns a worker's answers into rows, and its events into the contract's."""

    library: LibraryStore
    workspace: Workspace
    describe: Callable[[Path, str], dict[str, Any]]  # a model's folder and name → its facts

    def to_job_event(self, job: Job, event: Message) -> tuple[str, dict[str, Any]]:
        """Return the type and the data of the job event that an engine event becomes."""
        event_type = str(event["event"])
        if event_type == "sample_ready":
            epoch = event["epoch"]
            return event_type, {"url": sample_url(self._model_name_of(job), epoch), "epoch": epoch}
        return event_type, {name: _finite(event.get(name)) for name in EVENT_FIELDS[event_type]}

    def succeeded(self, job: Job, answer: dict[str, Any]) -> dict[str, Any]:
        """Store the result of a job and return the data of its last event."""
        match job.kind:
            case "training":
                return {"model": self._keep_model(job, answer)}
            case "cover":
                return {"cover": cover_json(self._keep_cover(job, answer), self.workspace)}
            case "preview":
                return {"cover": _preview_json(job, self._model_name_of(job), answer)}
            case _:
                return self._keep_analysis(job, answer)

    def cancelled(self, job: Job, facts: dict[str, Any] | None) -> dict[str, Any]:
        """Keep the newest usable model of a stopped training, and return the data of its last event.

        `facts` are the model's, where the worker could still tell them.
        """
        self._drop_cover(job)
        model = self._keep_model(job, facts) if facts else self._keep_newest_model(job)
        return {} if model is None else {"model": model}

    def failed(self, job: Job, error: dict[str, Any]) -> dict[str, Any]:
        """Keep what a stopped job would leave, and return the data of a failed one's last event."""
        return {**self.cancelled(job, None), "error": error}

    def _drop_cover(self, job: Job) -> None:
        """Remove the parts of a cover that did not come about; nobody could ever hear or delete them."""
        if job.kind == "cover" and self.library.get(Cover, str(job.cover_id)) is None:
            file = Path(job.request["paths"]["output_path"]).name
            remove(self.workspace.cover_path(file))
            remove(self.workspace.cover_parts_dir(file))

    def _keep_newest_model(self, job: Job) -> dict[str, Any] | None:
        model = self._model_of(job)
        if job.kind != "training" or model is None:
            return None
        folder = self.workspace.model_dir(model.folder)
        if not any(folder.glob("[!.]*.pth")):
            return None
        try:
            return self._keep_model(job, self.describe(folder, job.request["arguments"]["name"]))
        except (WorkerRefusedError, WorkerDiedError) as error:
            logger.warning("newest model not usable: %s", error, extra={"job_id": job.id})
            return None

    def _keep_model(self, job: Job, facts: dict[str, Any]) -> dict[str, Any] | None:
        model = self._model_of(job)
        if model is None:
            return None
        size_bytes = size_of(self.workspace.model_dir(model.folder))
        return model_json(self.library.change(model, ready=True, facts=facts, size_bytes=size_bytes))

    def _model_of(self, job: Job) -> Model | None:
        return self.library.get(Model, job.model_id) if job.model_id else None

    def _model_name_of(self, job: Job) -> str:
        """Return the model's name as it is now; it may be renamed while the job runs."""
        model = self._model_of(job)
        return model.name if model else job.model_name or ""

    def _keep_cover(self, job: Job, answer: dict[str, Any]) -> Cover:
        settings = job.request["arguments"]
        file = Path(job.request["paths"]["output_path"]).name
        path = self.workspace.cover_path(file)
        self._count_stems(job)
        known = self.library.get(Cover, str(job.cover_id))
        cover = known or Cover(
            id=job.cover_id,
            owner_id=job.owner_id,
            name=job.request["name"],
            file=file,
            model_name=self._model_name_of(job),
            song_id=job.song_id,
            facts=self._cover_facts(settings, answer),
            size_bytes=size_of(path) + size_of(self.workspace.cover_parts_dir(file)),
            created_at=time.time(),
        )
        return known or self.library.add(cover)

    def _cover_facts(self, settings: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        stems = {name: self.workspace.name_of(Path(path)) for name, path in answer["stems"].items()}
        converted = answer["converted_path"]
        return {
            "pitch": answer["pitch_shift_semitones"],
            "duration_seconds": answer["duration_seconds"],
            "sample_rate": answer["sample_rate"],
            "stems": stems,
            "converted": self.workspace.name_of(Path(converted)) if converted else None,
            "vocal_gain_db": settings["vocal_gain_db"],
            "accompaniment_gain_db": settings["accompaniment_gain_db"],
            "a_cappella": settings["a_cappella"],
            "shift_accompaniment": settings["shift_accompaniment"],
        }

    def _count_stems(self, job: Job) -> None:
        song = self.library.get(Song, str(job.song_id))
        if song is not None:
            file = self.workspace.song_dir(song.sha256) / song.file
            stems = self.workspace.stems_dir(song.sha256, song.owner_id)
            self.library.change(song, size_bytes=size_of(file) + size_of(stems))

    def _keep_analysis(self, job: Job, answer: dict[str, Any]) -> dict[str, Any]:
        song = self.library.get(Song, str(job.song_id))
        if song is not None:
            self.library.change(song, facts={**song.facts, **answer, "analysed": True})
        return {"song": {"id": job.song_id, **answer}}


def _finite(value: Any) -> Any:
    """JSON knows neither NaN nor infinity."""
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _preview_json(job: Job, model_name: str, answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": job.id,
        "name": job.request["name"],
        "url": f"/api/previews/{job.id}/audio",
        "model": model_name,
        "pitch": answer["pitch_shift_semitones"],
        "duration_seconds": answer["duration_seconds"],
    }
