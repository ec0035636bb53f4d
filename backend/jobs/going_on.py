"""What a training is told when it goes on: by itself after a restart, or because a person resumes it."""

from typing import Any

from backend.storage.tables import Job
from rvc_core.config.limits import MIN_TRAINING_MINUTES


def asked_minutes(job: Job) -> float | None:
    """Return the time limit that was asked for, of which a training that goes on by itself has less left."""
    minutes: float | None = job.request.get("asked_minutes", job.request["arguments"].get("max_minutes"))
    return minutes


def request_to_go_on(job: Job, has_checkpoint: bool, minutes_run: float) -> dict[str, Any]:
    """Return a training's request, told to go on from its newest checkpoint where there is one.

    Then it is not given anew the time it has had. What was asked for stays known beside the arguments, for
    one that begins anew or is resumed by a person.
    """
    arguments = {**job.request["arguments"], "resume": has_checkpoint}
    asked = minutes = asked_minutes(job)
    if has_checkpoint and minutes is not None:
        minutes = max(MIN_TRAINING_MINUTES, arguments["max_minutes"] - minutes_run)
    return {**job.request, "asked_minutes": asked, "arguments": {**arguments, "max_minutes": minutes}}
