"""What a separator is."""

from collections.abc import Iterable, Iterator
from typing import Protocol

import numpy as np

from rvc_core.audio import AudioClip
from rvc_core.events import Pipeline

STAGE = "separating"


class Separator(Protocol):
    """Takes a song apart into `vocals` and `accompaniment`."""

    @property
    def name(self) -> str:
        """The name it is known by."""
        ...

    @property
    def version(self) -> str:
        """What tells its stems from those of another version of it."""
        ...

    def separate(self, song: AudioClip) -> Pipeline[dict[str, AudioClip]]:
        """Return `vocals` and `accompaniment`, by name.

        Each is of the song's rate, shape and length, and together they sum to the song. Progress is one
        stage, "separating".
        """
        ...

    def separate_blocks(
        self, blocks: Iterable[np.ndarray], sample_rate: int
    ) -> Iterator[dict[str, np.ndarray]]:
        """Yield the stems of a song that comes block by block, for songs that memory should not hold whole.

        Args:
            blocks: Parts of the song, `(C, n)` each, one behind another; of any lengths, C the same.
            sample_rate: Their rate in Hz.

        Yields:
            Parts of each stem, `(C, n)`, one behind another, together as long as the song; they follow the
            song's blocks by up to a chunk and sum to it. A part may be empty.
        """
        ...
