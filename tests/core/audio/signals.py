"""Seeded signals and files that the audio tests share."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile


def sine(hz: float, seconds: float, sample_rate: int = 44_100, amplitude: float = 0.3) -> np.ndarray:
    times = np.arange(round(seconds * sample_rate)) / sample_rate
    return (amplitude * np.sin(2 * np.pi * hz * times)).astype(np.float32)


def noise(seconds: float, sample_rate: int = 16_000, amplitude: float = 0.1, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    return (amplitude * random.standard_normal(round(seconds * sample_rate))).astype(np.float32)


def write_wav(path: Path, waveform: np.ndarray, sample_rate: int = 44_100, subtype: str = "PCM_16") -> Path:
    soundfile.write(path, waveform, sample_rate, subtype=subtype, format="WAV")
    return path


def write_aac(path: Path, waveform: np.ndarray, sample_rate: int = 44_100, video: bool = False) -> Path:
    """Write an mp4 with AAC sound and, where asked, a moving picture of 16 x 16 points."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
        picture = _add_picture(container) if video else None
        stream = container.add_stream("aac", rate=sample_rate, layout="mono")
        if picture is not None:
            _write_pictures(container, picture)
        frame = av.AudioFrame.from_ndarray(waveform[None, :], format="fltp", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = sample_rate, Fraction(1, sample_rate), 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_adts(path: Path, waveform: np.ndarray, sample_rate: int = 44_100) -> Path:
    """Write AAC as a bare stream, which has no length."""
    with av.open(str(path), "w", format="adts") as container:
        stream = container.add_stream("aac", rate=sample_rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(waveform[None, :], format="fltp", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = sample_rate, Fraction(1, sample_rate), 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_live_webm(path: Path, waveform: np.ndarray) -> Path:
    """Write a webm at 48 kHz as browsers record it: without its length."""
    return write_webm(path, waveform, {"live": "1"})


def write_webm(path: Path, waveform: np.ndarray, options: dict[str, str] | None = None) -> Path:
    """Write a webm at 48 kHz."""
    with av.open(str(path), "w", format="webm", options=options or {}) as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(waveform[None, :], format="fltp", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = 48_000, Fraction(1, 48_000), 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def cut_short(path: Path, share: float) -> Path:
    """Keep the first `share` of a file's bytes, as a download that broke off."""
    data = path.read_bytes()
    path.write_bytes(data[: round(len(data) * share)])
    return path


def _add_picture(container):
    picture = container.add_stream("mpeg4", rate=10)
    picture.width, picture.height, picture.pix_fmt = 16, 16, "yuv420p"
    return picture


def _write_pictures(container, picture):
    for _ in range(10):
        image = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        container.mux(picture.encode(image))
    container.mux(picture.encode(None))
