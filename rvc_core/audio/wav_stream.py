"""Wav files whose header does not say how much sound follows: streams, and interrupted recorders.

A size counts where it can be: it is not zero with sound behind it, and what follows is a chunk or the end.
A size beyond the end of the file is that of a file cut short, unless it is as good as the largest number
there is, which is what is written into a pipe.

    RIFF size WAVE | fmt  size ... | data size | sound ................ | LIST size ... |
                                          ^ to here, or to the file's end ^
"""

import io
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from rvc_core.events import Warned

SIZE_UNKNOWN = Warned(
    "wav_size_unknown",
    "The file does not tell its length, as after an interrupted recording; it was read to its end.",
)
CHUNK_HEAD = 8  # bytes: a name and a size
LARGEST = (1 << 31, 1 << 32)  # of signed and unsigned sizes
NEAR = 1 << 16  # how far below them a program stays for its header and blocks
SLACK_BYTES = 1 << 10  # a remainder behind the sound as short as this is not sound
TAGS = (b"ID3", b"TAG", b"APE")  # put behind the chunks by programs for mp3s


@dataclass(frozen=True, slots=True)
class DataChunk:
    """Where the sound of a wav is."""

    start: int  # of its bytes in the file
    size: int  # as the header says
    block_bytes: int  # of one frame


class WavStream(io.RawIOBase):
    """A wav with the sizes that its file confirms."""

    def __init__(self, file: BinaryIO, chunk: DataChunk, file_bytes: int) -> None:
        """Show `file`, which this one closes, as if `chunk` reached to its end."""
        self._file = file
        size = (file_bytes - chunk.start) // max(chunk.block_bytes, 1) * max(chunk.block_bytes, 1)
        file.seek(0)
        head = bytearray(file.read(chunk.start))
        head[4:8] = struct.pack("<I", min(chunk.start - CHUNK_HEAD + size, 0xFFFFFFFE))
        head[-4:] = struct.pack("<I", min(size, 0xFFFFFFFE))
        self._head = bytes(head)
        self._stop, self._position = chunk.start + size, 0

    @classmethod
    def open(cls, path: Path) -> Self | None:
        """Return the file as a stream; None where it is not a wav, or its header is right."""
        file, file_bytes = path.open("rb"), path.stat().st_size
        chunk = find_data(file, file_bytes)
        if chunk is not None and not _is_true(file, chunk, file_bytes):
            return cls(file, chunk, file_bytes)
        file.close()
        return None

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it can be searched."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Return the new position."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._stop}[whence]
        self._position = max(base + offset, 0)
        return self._position

    def tell(self) -> int:
        """Return the position in bytes."""
        return self._position

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Fill `buffer` and return how many bytes there were."""
        wanted = max(min(len(buffer), self._stop - self._position), 0)
        read = self._head[self._position : self._position + wanted]
        if len(read) < wanted:
            self._file.seek(self._position + len(read))
            read += self._file.read(wanted - len(read))
        buffer[: len(read)] = read
        self._position += len(read)
        return len(read)

    def close(self) -> None:
        """Close the file too."""
        self._file.close()
        super().close()


def find_data(file: BinaryIO, file_bytes: int) -> DataChunk | None:
    """Return the chunk with the sound of a wav, None where there is none or the file is something else."""
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return None
    start, block_bytes = 12, 1
    while start + CHUNK_HEAD <= file_bytes:
        file.seek(start)
        name, size = struct.unpack("<4sI", file.read(CHUNK_HEAD))
        if name == b"data":
            return DataChunk(start + CHUNK_HEAD, size, block_bytes)
        if name == b"fmt " and size >= 16 and start + 24 <= file_bytes:
            block_bytes = struct.unpack("<12xH2x", file.read(16))[0]
        start += CHUNK_HEAD + size + size % 2
    return None


def _is_true(file: BinaryIO, chunk: DataChunk, file_bytes: int) -> bool:
    behind = file_bytes - chunk.start - chunk.size
    if behind < 0:  # cut short, or written into a pipe
        return not any(most - NEAR <= chunk.size <= most for most in LARGEST)
    if behind <= SLACK_BYTES:
        return chunk.size > 0 or file_bytes - chunk.start < max(chunk.block_bytes, CHUNK_HEAD)
    return _is_chunk_chain(file, chunk.start + chunk.size + chunk.size % 2, file_bytes)


def _is_chunk_chain(file: BinaryIO, start: int, file_bytes: int) -> bool:
    """Return whether chunks follow one another from `start` to the end of the file, or a tag does."""
    while start + SLACK_BYTES < file_bytes:
        file.seek(start)
        name, size = struct.unpack("<4sI", file.read(CHUNK_HEAD))
        if name.startswith(TAGS):
            return True
        if not all(0x20 <= letter < 0x7F for letter in name) or start + CHUNK_HEAD + size > file_bytes:
            return False
        start += CHUNK_HEAD + size + size % 2
    return True
