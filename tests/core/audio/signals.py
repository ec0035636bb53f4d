"""Seeded signals and files that the audio tests share."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile

FORMANTS_HZ = ((700.0, 90.0), (1150.0, 110.0), (2700.0, 170.0))  # of "ah": place and half width


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


def sung_vowel(
    seconds: float, sample_rate: int, f0_hz: float = 220.0, glide_octaves: float = 0.0
) -> np.ndarray:
    """Return an open vowel with vibrato, `(N,)`, that separators take for a voice; its peak is near 0.5.

    It glides by `glide_octaves` up and down in five seconds.
    """
    time = np.arange(round(seconds * sample_rate)) / sample_rate
    octaves = glide_octaves * np.sin(2 * np.pi * 0.21 * time) + 0.03 * np.sin(2 * np.pi * 5.5 * time)
    hz = f0_hz * 2.0**octaves
    phase = 2 * np.pi * np.cumsum(hz) / sample_rate
    voice = np.zeros_like(time)
    for k in range(1, int(min(5_000.0, 0.45 * sample_rate) / hz.max()) + 1):
        formants = sum(1.0 / (1.0 + ((k * hz - peak) / width) ** 2) for peak, width in FORMANTS_HZ)
        voice += formants * np.sin(k * phase)
    return (0.5 * voice / np.abs(voice).max()).astype(np.float32)
