"""m4a, mp4, aac and everything else that libsndfile cannot read, through FFmpeg's libraries (PyAV)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer

from rvc_core.audio.clip import AudioInfo
from rvc_core.errors import DecodeError
from rvc_core.events import Warned

# Containers of sound only. Playlists (hls, concat, ...) are left out: they name other files,
# and an upload must not be able to read those.
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,aac,ac3,eac3,mp3,flac,ogg,"
    "wav,w64,aiff,caf,amr,asf,avi,flv,mpegts,mpeg,au"
)
SLACK_SECONDS = 1.0  # shorter than the header says by more than this is cut short
MP3 = "mp3"
# Bare streams: FFmpeg guesses their length from size and first frames, so their packets are counted
GUESSED = {MP3, "aac", "ac3", "eac3", "amr", "mpegts", "mpeg"}


class ContainerReader:
    """Blocks of the first sound stream of one container."""

    def __init__(self, path: Path, container: InputContainer) -> None:
        """Read from `container`, which this reader closes."""
        self._path, self._name = path, path.name
        self._container = container
        self.notes: tuple[Warned, ...] = ()
        self._stream = next(stream for stream in container.streams.audio if stream.codec_context is not None)
        self.info = AudioInfo(
            duration_seconds=self._promised_seconds() or 0.0,
            sample_rate=self._stream.codec_context.sample_rate,
            channels=self._stream.codec_context.channels,
            format=container.format.name.split(",")[0],
            codec=self._stream.codec_context.name,
        )

    @classmethod
    def open(cls, path: Path) -> Self | None:
        """Return a reader, or None where FFmpeg finds no sound in the content."""
        try:
            container = av.open(str(path), container_options={"format_whitelist": FORMATS})
        except av.FFmpegError:
            return None
        if any(stream.codec_context is not None for stream in container.streams.audio):
            return cls(path, container)
        container.close()  # no sound, or of a codec that is not known
        return None

    def close(self) -> None:
        """Close the container."""
        self._container.close()

    def blocks(self, first: int, count: int | None) -> Iterator[np.ndarray]:
        """Yield `(C, n)` float32 blocks from frame `first`, `count` frames in all at most.

        Frames are counted from the first decoded one: seeking in compressed containers is
        not exact, so what comes before `first` is decoded and dropped.

        Raises:
            DecodeError: the data is damaged, or ends before the length in the header.
        """
        position = 0
        end = None if count is None else first + count
        for block in self._decoded():
            start = max(first - position, 0)
            stop = None if end is None else max(end - position, 0)
            position += block.shape[1]
            if block[:, start:stop].shape[1]:
                yield block[:, start:stop]
            if end is not None and position >= end:
                return
        self._refuse_missing(position)

    def _decoded(self) -> Iterator[np.ndarray]:
        layout, rate = self._stream.codec_context.layout.name, self.info.sample_rate
        present: tuple[str, str, int] | None = None
        planar = av.AudioResampler(format="fltp", layout=layout, rate=rate)
        try:
            for frame in self._frames():
                kind = (frame.format.name, frame.layout.name, frame.sample_rate)
                if present not in (None, kind):  # mp3s of two kinds, joined: the resampler takes one
                    yield from (block.to_ndarray() for block in planar.resample(None))
                    planar = av.AudioResampler(format="fltp", layout=layout, rate=rate)
                present = kind
                yield from (block.to_ndarray() for block in planar.resample(frame))
            yield from (block.to_ndarray() for block in planar.resample(None))
        except (av.FFmpegError, ValueError) as error:
            message = "The file is damaged or cut short, and cannot be decoded."
            raise DecodeError(message, kind="damaged", facts={"file": self._name}) from error

    def _frames(self) -> Iterator[AudioFrame]:
        for packet in self._container.demux(self._stream):
            if packet.size == 0 or self.info.format != MP3 or _is_mp3_frame(packet):  # 0: the last one
                yield from packet.decode()

    def _promised_seconds(self) -> float | None:
        if self._container.format.name == MP3:  # joined ones come here and not to libsndfile
            return None
        if self._container.format.name in GUESSED:
            return count_seconds(self._path, self._container.format.name)
        if self._stream.duration is not None and self._stream.time_base is not None:
            return float(self._stream.duration * self._stream.time_base)
        return None if self._container.duration is None else self._container.duration / av.time_base

    def _refuse_missing(self, decoded: int) -> None:
        promised = self._promised_seconds() if "mp4" in self._container.format.name else None
        seconds = (promised or 0.0) - decoded / self.info.sample_rate
        if seconds > SLACK_SECONDS:
            message = f"The file is cut short: its last {seconds:.1f} s are missing."
            raise DecodeError(message, kind="cut_short", facts={"file": self._name, "seconds": seconds})


def count_mp3_frames(path: Path) -> int:
    """Return how many frames (samples a channel) an mp3 has by its packets; nothing is decoded.

    Those that the encoder put before and after the sound count too. 0 where FFmpeg does not recognise an mp3.
    """
    try:
        with av.open(str(path), format=MP3) as container:
            rate = container.streams.audio[0].codec_context.sample_rate
            return round(_packet_seconds(container, _is_mp3_frame) * rate)
    except (av.FFmpegError, IndexError):
        return 0


def count_seconds(path: Path, format: str) -> float | None:
    """Return how long the packets of the first sound stream take together; nothing is decoded.

    None where they do not say.
    """
    try:
        with av.open(str(path), format=format) as container:
            return _packet_seconds(container, lambda packet: True) or None
    except (av.FFmpegError, IndexError):
        return None


def _packet_seconds(container: InputContainer, is_sound: Callable[[av.Packet], bool]) -> float:
    stream = container.streams.audio[0]
    packets = (packet for packet in container.demux(stream) if packet.size and is_sound(packet))
    return float(sum(packet.duration or 0 for packet in packets) * (stream.time_base or 0))


def _is_mp3_frame(packet: av.Packet) -> bool:
    """Return whether a packet begins like a frame: the gap between two joined mp3s gives packets too.

    Source: ISO 11172-3, 2.4.2.3: eleven bits of 1.
    """
    head = bytes(memoryview(packet)[:2])
    return len(head) == 2 and head[0] == 0xFF and head[1] >= 0xE0
