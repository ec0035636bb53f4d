"""Recordings to waveforms. The content of a file decides its format, never its name."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from rvc_core.audio.clip import AudioClip, AudioInfo
from rvc_core.audio.container import ContainerReader, count_mp3_frames
from rvc_core.audio.downmix import OPPOSED, ChannelSums, mix
from rvc_core.audio.resampling import resample
from rvc_core.audio.sound_file import SLACK_SECONDS, SoundFileReader
from rvc_core.errors import DecodeError

SAMPLE_RATES_HZ = (2_000, 768_000)
MAX_CHANNELS = 64
MAX_SECONDS = 3 * 3600.0  # a decoded recording is in memory as a whole
MAX_VALUES = (
    1_500_000_000  # samples of all channels kept, 6 GB: an hour of stereo at 192 kHz has 1 382 million
)

# What an encoder puts before and after the sound is not part of it, 4095 samples each at most by its 12 bits,
# and the last frame, of up to 1152, is filled up; a frame before them tells the length.
MP3_HIDDEN_FRAMES = 2 * 4095 + 2 * 1152

Reader = SoundFileReader | ContainerReader


def load_audio(
    path: Path | str,
    sample_rate: int | None = None,
    mono: bool = True,
    start_seconds: float = 0.0,
    seconds: float | None = None,
) -> AudioClip:
    """Return the sound of a recording, or a part of it, as float32.

    The length is that of the decoded frames, not the one in the header. Values that are
    not finite are 0.

    Args:
        path: wav, mp3, flac, ogg, opus, m4a, aac, aiff, or a video with sound.
        sample_rate: Rate of the result in Hz; None keeps the recording's.
        mono: `(N,)`, the mix of the channels (see `mix_to_mono`), else `(C, N)`.
        start_seconds: Where to start.
        seconds: How much to read at most; None reads to the end.

    Raises:
        DecodeError: the file is missing, unreadable, empty, damaged, cut short or not sound, is longer than
            `MAX_SECONDS`, or gives more than `MAX_VALUES` samples.
    """
    with closing(_open(Path(path))) as reader:
        rate, notes = reader.info.sample_rate, reader.notes
        kept_per_frame = max(1.0, (sample_rate or rate) / rate) * (1 if mono else reader.info.channels)
        first = round(start_seconds * rate)
        count = None if seconds is None else round(seconds * rate)
        blocks = _bounded(reader, first, count, kept_per_frame)
        waveform, gains = _gather(blocks, mono, reader.info.channels)
    if gains is not None:
        notes = (*notes, OPPOSED)
        waveform = _mixed(Path(path), first, count, gains)
    if waveform.shape[-1] == 0:
        message = f"There is no sound in it{_where(start_seconds)}."
        raise DecodeError(message, kind="no_sound", facts={"file": Path(path).name})
    target_rate = sample_rate or rate
    return AudioClip(resample(waveform, rate, target_rate), target_rate, notes)


def stream_audio(path: Path | str, seconds: float) -> Iterator[AudioClip]:
    """Yield a recording `(C, N)` in parts of about `seconds` and the rest; it is decoded once.

    Raises:
        DecodeError: as `load_audio`.
    """
    with closing(_open(Path(path))) as reader:
        rate, kept, size = reader.info.sample_rate, list[np.ndarray](), 0
        for block in _bounded(reader, 0, None, 0.0):
            kept.append(_finite(block))
            size += block.shape[1]
            if size >= seconds * rate:
                yield AudioClip(np.concatenate(kept, axis=1), rate, reader.notes)
                kept, size = [], 0
        if kept:
            yield AudioClip(np.concatenate(kept, axis=1), rate, reader.notes)


def load_parts(path: Path | str, starts_seconds: Iterable[float], seconds: float) -> Iterator[AudioClip]:
    """Yield parts `(C, N)` of `seconds` of a recording, which is decoded once, up to the end of the last.

    Args:
        path: As `load_audio` takes.
        starts_seconds: Where they start, in order, none before the end of the one before it.
        seconds: How long each is.

    Raises:
        DecodeError: as `load_audio`, or a part is after the end.
    """
    with closing(_open(Path(path))) as reader:
        rate = reader.info.sample_rate
        starts = [round(start * rate) for start in starts_seconds]
        count = round(seconds * rate)
        first, last = starts[0], starts[-1] + count
        position, kept = first, np.zeros((reader.info.channels, 0), np.float32)
        for block in _bounded(reader, first, last - first, 0.0):
            kept, position = np.concatenate([kept, _finite(block)], axis=1), position + block.shape[1]
            kept = kept[:, max(starts[0] - (position - kept.shape[1]), 0) :]
            while starts and position >= starts[0] + count:
                begun = starts.pop(0) - (position - kept.shape[1])
                yield AudioClip(kept[:, begun : begun + count], rate, reader.notes)
            if not starts:
                return
    message = f"There is no sound in it{_where(starts[0] / rate)}."
    raise DecodeError(message, kind="no_sound", facts={"file": Path(path).name})


def probe_audio(path: Path | str, count: bool = False) -> AudioInfo:
    """Return what a recording says about itself; its first block is decoded to be sure.

    All of it is decoded where it does not say its length, as browsers record, and where an mp3 ends before
    the length it says.

    Args:
        path: As `load_audio` takes.
        count: Whether to decode all of it in any case, so that the length is that of the decoded frames.

    Raises:
        DecodeError: the file is missing, unreadable, empty, damaged or not sound.
    """
    with closing(_open(Path(path))) as reader:
        info = reader.info
        known = not count and info.duration_seconds > 0.0 and _ends_as_said(Path(path), info)
        frames = sum(block.shape[1] for block in _bounded(reader, 0, 1 if known else None, 0.0))
    if frames == 0:
        raise DecodeError("There is no sound in it.", kind="no_sound", facts={"file": Path(path).name})
    return info if known else replace(info, duration_seconds=frames / info.sample_rate)


def _ends_as_said(path: Path, info: AudioInfo) -> bool:
    """Return whether there is sound where an mp3 says it ends; of other formats what they say is taken."""
    if info.format != "mp3":
        return True
    first = max(round((info.duration_seconds - SLACK_SECONDS) * info.sample_rate), 0)
    with closing(_open(path)) as reader:
        return any(block.shape[1] for block in reader.blocks(first, 1))


def _open(path: Path) -> Reader:
    if not path.is_file():
        raise DecodeError("There is no such file.", kind="missing", facts={"file": path.name})
    _check_readable(path)
    reader = _open_sound_file(path) or ContainerReader.open(path)
    if reader is None:
        message = "Not a sound file. Accepted are wav, mp3, flac, ogg, opus, m4a, and video with sound."
        raise DecodeError(message, kind="not_sound", facts={"file": path.name})
    _check_plausible(path.name, reader)
    return reader


def _check_readable(path: Path) -> None:
    """Check that there are bytes to read: decoders report a file they may not open as unknown."""
    try:
        with path.open("rb") as file:
            is_empty = not file.read(1)
    except OSError as error:
        message = f"It cannot be opened: {error.strerror}."
        raise DecodeError(message, kind="unreadable", facts={"file": path.name}) from error
    if is_empty:
        raise DecodeError("The file is empty (0 bytes).", kind="empty", facts={"file": path.name})


def _open_sound_file(path: Path) -> SoundFileReader | None:
    """Return a reader through libsndfile, or None for what it does not know or would not read to its end.

    It stops where an mp3 says it ends: with the first of two that were joined, or where a guess from the
    first frames puts it.
    """
    reader = SoundFileReader.open(path)
    if reader is None or reader.info.format != "mp3":
        return reader
    said = round(reader.info.duration_seconds * reader.info.sample_rate)
    if count_mp3_frames(path) <= said + MP3_HIDDEN_FRAMES:
        return reader
    reader.close()
    return None


def _check_plausible(name: str, reader: Reader) -> None:
    info = reader.info
    low, high = SAMPLE_RATES_HZ
    if not (low <= info.sample_rate <= high and 1 <= info.channels <= MAX_CHANNELS):
        reader.close()
        raise DecodeError(
            f"It claims {info.channels} channels at {info.sample_rate} Hz;"
            f" accepted are 1 to {MAX_CHANNELS} channels at {low} to {high} Hz.",
            kind="implausible",
            facts={"file": name, "channels": info.channels, "sample_rate": info.sample_rate},
        )


def _bounded(reader: Reader, first: int, count: int | None, kept_per_frame: float) -> Iterator[np.ndarray]:
    """Yield the blocks; a small file can contain days of silence, so their sum has a limit.

    `kept_per_frame` samples are kept in memory for each frame, once mixed and resampled.
    """
    frames = 0
    for block in reader.blocks(first, count):
        frames += block.shape[1]
        if frames > MAX_SECONDS * reader.info.sample_rate:
            hours = MAX_SECONDS / 3600
            message = f"The recording is longer than {hours:g} hours, which is the limit."
            raise DecodeError(message, kind="too_long", facts={"limit_hours": hours})
        if frames * kept_per_frame > MAX_VALUES:
            raise _too_large(reader.info, MAX_VALUES / kept_per_frame)
        yield block


def _too_large(info: AudioInfo, most_frames: float) -> DecodeError:
    minutes = most_frames / info.sample_rate / 60
    return DecodeError(
        f"The recording has {info.channels} channels at {info.sample_rate} Hz, of which at most"
        f" {minutes:.3g} minutes fit into memory. Cut it into parts, or save it as stereo at 48000 Hz.",
        kind="too_many_samples",
        facts={"limit_minutes": minutes},
    )


def _gather(blocks: Iterator[np.ndarray], mono: bool, channels: int) -> tuple[np.ndarray, np.ndarray | None]:
    """Join `(C, n)` blocks, and return the gains to mix them with where their mean is as good as nothing.

    Mixing block by block never needs a second copy of all channels.
    """
    sums, kept = ChannelSums(channels), []
    for block in map(_finite, blocks):
        if mono:
            sums.add(block)
        kept.append(mix(block, None) if mono else block)
    if not kept:
        return np.zeros(0 if mono else (channels, 0), np.float32), None
    return np.concatenate(kept, axis=-1), sums.gains() if mono else None


def _mixed(path: Path, first: int, count: int | None, gains: np.ndarray) -> np.ndarray:
    """Decode once more, for whether channels cancel each other out is known at the end only."""
    with closing(_open(path)) as reader:
        return np.concatenate([mix(_finite(block), gains) for block in reader.blocks(first, count)])


def _finite(block: np.ndarray) -> np.ndarray:
    return np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)


def _where(start_seconds: float) -> str:
    return f" after {start_seconds:g} s" if start_seconds else ""
