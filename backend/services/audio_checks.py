"""Is an upload a recording that can be worked with? Its content decides, not its name."""

from dataclasses import dataclass

from backend.errors import invalid, too_large
from backend.services.context import Context, Upload, ask


@dataclass(frozen=True, slots=True)
class Recording:
    """A checked upload and what it is."""

    upload: Upload
    suffix: str  # by content, with the dot
    duration_seconds: float
    sample_rate: int  # Hz
    channels: int


def check_recordings(context: Context, uploads: list[Upload], field: str) -> list[Recording]:
    """Return what the uploads are.

    Raises:
        ApiError: one of them is no usable sound; the message names it.
    """
    for upload in uploads:
        if upload.size_bytes == 0:
            raise invalid(field, f"{upload.name} is empty (0 bytes).", "audio_undecodable")
    arguments = {
        "files": [{"path": str(upload.path), "name": upload.name} for upload in uploads],
        "field": field,
        "max_seconds": 60 * context.settings.limits.audio_minutes,
    }
    answers = ask(context, "check_recordings", arguments, field)
    checked = [Recording(upload=upload, **answer) for upload, answer in zip(uploads, answers, strict=True)]
    for recording in checked:
        _check_length(context, recording, field)
    return checked


def _check_length(context: Context, recording: Recording, field: str) -> None:
    minutes = context.settings.limits.audio_minutes
    if recording.duration_seconds > minutes * 60:
        name = recording.upload.name
        message = f"{name}: longer than {minutes} minutes (limit PERSONA_MAX_AUDIO_MINUTES)."
        raise too_large("audio_length", message, {"file": name, "limit_minutes": minutes}, field)
