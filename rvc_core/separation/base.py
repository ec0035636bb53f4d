"""What a separator is."""

from typing import Protocol

from rvc_core.audio import AudioClip
from rvc_core.events import Pipeline

STAGE = "separating"


class Separator(Protocol):
    """Takes a song apart."""

    @property
    def name(self) -> str:
        """The name it is known by."""
        ...

    def separate(self, song: AudioClip) -> Pipeline[dict[str, AudioClip]]:
        """Return `vocals` and `accompaniment` (and `backing`, where it can), by name.

        Each is of the song's rate, shape and length, and together they sum to the song. Progress is one
        stage, "separating".
        """
        ...
