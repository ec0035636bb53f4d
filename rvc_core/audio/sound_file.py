"""wav, flac, mp3, ogg and opus through libsndfile."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import numpy as np
import soundfile

from rvc_core.audio.clip import AudioInfo
from rvc_core.audio.wav_stream import SIZE_UNKNOWN, WavStream
from rvc_core.errors import DecodeError
from rvc_core.events import Warned

BLOCK_FRAMES = 1 << 18
SLACK_SECONDS = 0.1  # shorter than the header says by more than this is cut short
# libsndfile's log of a wav whose data chunk is larger than the file
CUT_SHORT = re.compile(r"^data : (\d+) \(should be (\d+)\)", re.MULTILINE)
UNKNOWN_FRAMES = 2**63 - 1  # libsndfile's length of a flac that was written as a stream


class SoundFileReader:
    """Blocks of one recording, read through libsndfile."""

    def __init__(self, path: Path, sound: soundfile.SoundFile, stream: WavStream | None = None) -> None:
        """Read from `sound`, which this reader closes, with the `stream` it reads where there is one."""
        self._name = path.name
        self._sound, self._stream = sound, stream
        self.notes: tuple[Warned, ...] = (SIZE_UNKNOWN,) if stream else ()
        self.info = AudioInfo(
            duration_seconds=sound.frames / sound.samplerate,
            sample_rate=sound.samplerate,
            channels=sound.channels,
            format=sound.format.lower(),
            codec=sound.subtype.lower(),
        )

    @classmethod
    def open(cls, path: Path) -> Self | None:
        """Return a reader, or None where libsndfile does not know the content or its length."""
        stream = WavStream.open(path)
        try:
            sound = soundfile.SoundFile(stream or path)
        except (soundfile.LibsndfileError, TypeError):  # TypeError: a name that ends in .raw
            sound = None
        if sound is not None and sound.frames < UNKNOWN_FRAMES:
            return cls(path, sound, stream)
        for opened in filter(None, (sound, stream)):
            opened.close()
        return None

    def close(self) -> None:
        """Close the file."""
        self._sound.close()
        if self._stream is not None:
            self._stream.close()

    def blocks(self, first: int, count: int | None) -> Iterator[np.ndarray]:
        """Yield `(C, n)` float32 blocks from frame `first`, `count` frames in all at most.

        Raises:
            DecodeError: the data is damaged, or ends before the length in the header.
        """
        self._refuse_cut_short()
        if first >= self._sound.frames:
            return
        wanted = self._sound.frames - first if count is None else min(count, self._sound.frames - first)
        done = 0
        for block in self._read(first, count):
            done += block.shape[1]
            yield block
        if self.info.format != "mp3":  # an mp3 without a table of contents has a guessed length
            self._refuse_missing(wanted - done)

    def _read(self, first: int, count: int | None) -> Iterator[np.ndarray]:
        left = count
        try:
            self._sound.seek(first)
            while left is None or left > 0:
                size = BLOCK_FRAMES if left is None else min(BLOCK_FRAMES, left)
                block = self._sound.read(size, dtype="float32", always_2d=True).T  # (C, n)
                if block.shape[1] == 0:
                    return
                left = None if left is None else left - block.shape[1]
                yield block
        except soundfile.LibsndfileError as error:
            message = "The file is damaged or cut short, and cannot be decoded."
            raise DecodeError(message, kind="damaged", facts={"file": self._name}) from error

    def _refuse_cut_short(self) -> None:
        match = CUT_SHORT.search(self._sound.extra_info)
        if match is None:
            return
        share = int(match[2]) / int(match[1])
        self._refuse_missing(round(self._sound.frames * (1 / max(share, 1e-9) - 1)))

    def _refuse_missing(self, frames: int) -> None:
        seconds = frames / self.info.sample_rate
        if seconds > SLACK_SECONDS:
            message = f"The file is cut short: its last {seconds:.1f} s are missing."
            raise DecodeError(message, kind="cut_short", facts={"file": self._name, "seconds": seconds})
