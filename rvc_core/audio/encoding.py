"""Waveforms to files that appear whole or not at all."""

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from rvc_core.audio.clip import BLOCK_SAMPLES, AudioClip
from rvc_core.audio.resampling import resample
from rvc_core.errors import ConfigError, DecodeError
from rvc_core.files import atomic_path

AI_GENERATED_COMMENT = "AI-generated voice (Persona)"
TAG_NAMES = ("title", "artist", "album", "comment", "date", "genre", "copyright", "software")
MOST_CHANNELS = {"MP3": 2, "FLAC": 8}
NO_ROOM_BYTES = 1 << 20  # when writing fails with less left than this, the disk is full
MP3_RATES_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


@dataclass(frozen=True, slots=True)
class Encoding:
    """libsndfile's name of a file format, and how it is best written."""

    container: str
    codec: str
    integer: bool = False  # quantised to 16 bit here, so that reading gives back the same numbers
    compression_level: float | None = None  # 0 best quality


ENCODINGS = {
    "wav": Encoding("WAV", "PCM_16", integer=True),
    "wav-float": Encoding("WAV", "FLOAT"),
    "flac": Encoding("FLAC", "PCM_16", integer=True),
    "mp3": Encoding("MP3", "MPEG_LAYER_III", compression_level=0.1),
}


def save_audio(
    path: Path | str, clip: AudioClip, format: str | None = None, tags: Mapping[str, str] | None = None
) -> None:
    """Write a clip to `path` by way of a temporary file beside it.

    Args:
        path: Where the file appears; its folder is made when missing.
        clip: What to write; values beyond [-1, 1] are clipped.
        format: wav (16 bit), wav-float, flac (16 bit) or mp3; None takes the name's ending.
        tags: Metadata by name, such as `{"comment": AI_GENERATED_COMMENT}`.

    Raises:
        ConfigError: the format or a tag's name is not known, or the format does not allow so many channels.
        OSError: the disk is full (`ENOSPC`), or the file cannot be written for another reason (`EIO`).
    """
    target = Path(path)
    encoding = _encoding(target, format)
    clip = _fit(clip, encoding)
    with atomic_path(target) as temporary, _named_write_errors(target):
        _write(temporary, clip, encoding, tags or {})


def check_output(path: Path | str, channels: int, format: str | None = None) -> None:
    """Check that `save_audio` can write so many channels to `path`, before any work is done for it.

    Raises:
        ConfigError: the format is not known, or does not allow so many channels.
    """
    _check_channels(channels, _encoding(Path(path), format))


def read_tags(path: Path | str) -> dict[str, str]:
    """Return the metadata tags of a file that `save_audio` can write.

    Raises:
        DecodeError: the file is not sound.
    """
    try:
        with soundfile.SoundFile(path) as sound:
            return {name: text for name, text in sound.copy_metadata().items() if text}
    except soundfile.LibsndfileError as error:
        raise DecodeError(f"The tags of {Path(path).name} cannot be read: {error}") from error


def to_int16(waveform: np.ndarray) -> np.ndarray:
    """Return a waveform as 16-bit integers, full scale 32768, clipped."""
    return np.clip(np.rint(waveform * 32768.0), -32768, 32767).astype(np.int16)


def _encoding(path: Path, format: str | None) -> Encoding:
    name = format or path.suffix.lower().lstrip(".")
    if name not in ENCODINGS:
        raise ConfigError(f"format is {name!r}, but must be one of: {', '.join(ENCODINGS)}.")
    return ENCODINGS[name]


def _check_channels(channels: int, encoding: Encoding) -> None:
    most = MOST_CHANNELS.get(encoding.container)
    if most is not None and channels > most:
        raise ConfigError(f"{encoding.container.lower()} holds at most {most} channels, not {channels}.")


def _fit(clip: AudioClip, encoding: Encoding) -> AudioClip:
    _check_channels(clip.channels, encoding)
    if encoding.container != "MP3" or clip.sample_rate in MP3_RATES_HZ:
        return clip
    rate = next((rate for rate in MP3_RATES_HZ if rate > clip.sample_rate), MP3_RATES_HZ[-1])
    return AudioClip(resample(clip.waveform, clip.sample_rate, rate), rate)


@contextmanager
def _named_write_errors(path: Path) -> Iterator[None]:
    """Raise what libsndfile cannot write as an error of the system that names `path`.

    libsndfile only says "System error"; the disk shows whether it was full.
    """
    try:
        yield
    except soundfile.LibsndfileError as error:
        full = shutil.disk_usage(path.parent).free < NO_ROOM_BYTES
        number = errno.ENOSPC if full else errno.EIO
        raise OSError(number, os.strerror(number), path.name) from error


def _write(path: Path, clip: AudioClip, encoding: Encoding, tags: Mapping[str, str]) -> None:
    with soundfile.SoundFile(
        path,
        mode="w",
        samplerate=clip.sample_rate,
        channels=clip.channels,
        format=encoding.container,
        subtype=encoding.codec,
        compression_level=encoding.compression_level,
    ) as sound:
        for name, text in tags.items():
            if name not in TAG_NAMES:
                raise ConfigError(f"tag is {name!r}, but must be one of: {', '.join(TAG_NAMES)}.")
            setattr(sound, name, text)
        for start in range(0, clip.n_samples, BLOCK_SAMPLES):
            frames = np.ascontiguousarray(clip.waveform[..., start : start + BLOCK_SAMPLES].T)  # (n, C), (n,)
            sound.write(to_int16(frames) if encoding.integer else frames.astype(np.float32))
