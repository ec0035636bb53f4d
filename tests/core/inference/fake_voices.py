"""Voices whose output is known: what goes in comes out, or a plain sine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from rvc_core.audio import AudioClip
from rvc_core.config import ConversionOptions
from rvc_core.events import Event, Pipeline
from rvc_core.inference.chunks import ChunkSizes
from rvc_core.inference.voice import LoadedVoice
from tests.core.audio.signals import sung_vowel

SHORT_CHUNKS = ChunkSizes(chunk_seconds=2.0, search_seconds=0.5)
ONE_CHUNK = ChunkSizes(chunk_seconds=1000.0)
PLAIN = ConversionOptions(retrieval_ratio=0.0, envelope_mix=1.0)


class SampleEncoder:
    """Content is the sound itself: the 320 samples that each frame begins with."""

    name = "samples"
    content_dim = 320

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def encode(self, waveform_16k: np.ndarray) -> np.ndarray:
        self.lengths.append(len(waveform_16k))
        count = (len(waveform_16k) - 400) // 320 + 1
        return waveform_16k[: count * 320].reshape(count, 320).astype(np.float32)

    def encode_batch(self, waveforms_16k: list[np.ndarray]) -> list[np.ndarray]:
        return [self.encode(waveform) for waveform in waveforms_16k]


@dataclass
class FixedPitch:
    """Every frame has the same pitch, or follows the loudness: silence is unvoiced."""

    f0_hz: float = 200.0
    name: str = "fixed"

    def extract(self, waveform_16k: np.ndarray) -> np.ndarray:
        frames = waveform_16k[: len(waveform_16k) // 160 * 160].reshape(-1, 160)
        return np.where(np.abs(frames).max(axis=1) > 1e-3, self.f0_hz, 0.0).astype(np.float32)

    def extract_batch(self, waveforms_16k: list[np.ndarray]) -> list[np.ndarray]:
        return [self.extract(waveform) for waveform in waveforms_16k]


class PooledPitch(FixedPitch):
    """Takes all waveforms in one call, and says in between that none is ready."""

    def extract_each(self, waveforms_16k: Iterable[np.ndarray]) -> Iterator[np.ndarray | None]:
        self.f0_hz += 1.0  # tells calls apart
        for waveform in waveforms_16k:
            yield None
            yield self.extract(waveform)


@dataclass
class FakeModel:
    """What every model has; `heard` is what it was asked to sing."""

    sample_rate: int = 40_000
    content_dim: int = 320
    f0: bool = True
    family: str = "rvc"
    f0_unvoiced: str = "zero"
    card: dict[str, Any] = field(default_factory=dict)
    heard: list[SimpleNamespace] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.config = SimpleNamespace(f0=self.f0, family=self.family)
        self.metadata = SimpleNamespace(f0_unvoiced=self.f0_unvoiced, card=self.card)

    def synthesize(
        self,
        content,
        f0_hz,
        speaker_id=0,
        noise_scale=0.6,
        source_noise_scale=1.0,
        seed=None,
        f0_before_hz=None,
    ):
        heard = SimpleNamespace(content=content, f0_hz=f0_hz, seed=seed, f0_before_hz=f0_before_hz)
        self.heard.append(heard)
        return self.sing(heard)

    def sing(self, heard):
        raise NotImplementedError


class IdentityModel(FakeModel):
    """Puts out the samples that are its content, at its own rate."""

    def sing(self, heard):
        hop_length = self.sample_rate // 100
        halves = heard.content.reshape(-1, 2, 2, 160)[:, [0, 1], [0, 1]].reshape(
            -1, 160
        )  # frame 2i, then 2i + 1
        return halves[:, np.arange(hop_length) * 160 // hop_length].reshape(-1).astype(np.float32)


class SineModel(FakeModel):
    """Sings a sine at F0, its phase adding up from the first frame before what it is given."""

    def sing(self, heard):
        per_sample = np.repeat(heard.f0_hz.astype(np.float64), self.sample_rate // 100)
        phase = 0.01 * np.sum(heard.f0_before_hz, dtype=np.float64) + np.cumsum(per_sample / self.sample_rate)
        return (0.3 * np.sin(2 * np.pi * phase) * (per_sample > 0)).astype(np.float32)


class NoiseModel(FakeModel):
    """Puts out noise that depends on the seed alone."""

    def sing(self, heard):
        size = len(heard.content) * self.sample_rate // 100
        return np.random.default_rng(heard.seed).normal(0.0, 0.1, size).astype(np.float32)


def fake_voice(model: FakeModel | None = None, sizes: ChunkSizes = SHORT_CHUNKS, **parts: Any) -> LoadedVoice:
    pitch = FixedPitch() if model is None or model.f0 else None
    defaults = {"encoder": SampleEncoder(), "pitch": pitch, "index": None}
    return LoadedVoice(model=model or IdentityModel(), sizes=sizes, **(defaults | parts))


def run(pipeline: Pipeline[Any], events: list[Event] | None = None) -> Any:
    """Return the result of a pipeline, and its events in `events`."""
    while True:
        try:
            event = next(pipeline)
        except StopIteration as end:
            return end.value
        if events is not None:
            events.append(event)


def sung(seconds: float, sample_rate: int = 16_000, f0_hz: float = 220.0, seed: int = 0) -> AudioClip:
    """Return syllables of an open vowel with vibrato, and pauses between them."""
    syllables = np.clip(
        np.sin(2 * np.pi * 1.3 * np.arange(round(seconds * sample_rate)) / sample_rate + seed) + 0.6, 0.0, 1.0
    )
    return AudioClip(
        (0.5 * sung_vowel(seconds, sample_rate, f0_hz) * syllables).astype(np.float32), sample_rate
    )
