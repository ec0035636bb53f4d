"""Whether anybody sings."""

from rvc_core.audio import AudioClip
from rvc_core.events import Pipeline, Warned


def warn_without_voice(song: AudioClip, vocals: AudioClip, voiced_ratio: float | None) -> Pipeline[None]:
    yield Warned("no_voice_found", "")
