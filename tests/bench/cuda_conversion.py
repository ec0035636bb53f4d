"""Conversion of a sung line by a network of full size, with and without hearing it first."""

import copy
import time

import numpy as np
import torch

from rvc_core.audio import AudioClip
from rvc_core.checkpoints.metadata import ModelMetadata
from rvc_core.checkpoints.voice_model import VoiceModel
from rvc_core.config import ConversionOptions
from rvc_core.config.synthesizer import SynthesizerConfig
from rvc_core.content import ContentEncoder, frame_count
from rvc_core.events import StageStarted, drive
from rvc_core.inference.conversion import convert_voice
from rvc_core.inference.voice import CPU_CHUNKS, GPU_CHUNKS, LoadedVoice
from rvc_core.models import RmvpeNetwork, Synthesizer
from rvc_core.pitch import PitchExtractor
from rvc_core.pitch.rmvpe import RmvpeExtractor
from rvc_core.retrieval import RetrievalIndex
from tests.bench.generator_speed import make_loud
from tests.bench.gpu_meter import synchronised_seconds

RATE = 16_000  # Hz, of the line: what is heard, so that no package for resampling is needed
CONTENT_DIM = 768
INDEXED = 20_000
ROUNDS = 3


class GivenContent:
    """Content without an encoder."""

    name, content_dim = "given", CONTENT_DIM

    def encode(self, waveform_16k: np.ndarray) -> np.ndarray:
        rng = np.random.default_rng(len(waveform_16k))
        return rng.standard_normal((frame_count(len(waveform_16k)), CONTENT_DIM), np.float32)

    def encode_batch(self, waveforms_16k: list[np.ndarray]) -> list[np.ndarray]:
        return [self.encode(waveform) for waveform in waveforms_16k]


class GivenPitch:
    """F0 without an extractor."""

    name = "given"

    def extract(self, waveform_16k: np.ndarray) -> np.ndarray:
        frames = np.arange(len(waveform_16k) // 160 + 1)
        return np.where(frames % 100 > 15, 220.0 + 8.0 * np.sin(frames / 3.0), 0.0).astype(np.float32)

    def extract_batch(self, waveforms_16k: list[np.ndarray]) -> list[np.ndarray]:
        return [self.extract(waveform) for waveform in waveforms_16k]


def sung_line(seconds: float) -> AudioClip:
    """Return notes of half a second with vibrato, and a breath after every fourth."""
    time_axis = np.arange(round(seconds * RATE)) / RATE
    note = np.floor(time_axis * 2).astype(int)
    f0_hz = 220.0 * 2.0 ** (np.array([0, 4, 7, 5])[note % 4] / 12) * (1 + 0.01 * np.sin(35 * time_axis))
    phase = 2 * np.pi * np.cumsum(f0_hz) / RATE
    voice = sum(np.sin(k * phase) / k for k in range(1, 8)) * (np.mod(time_axis, 2.0) < 1.7)
    noise = 0.003 * np.random.default_rng(0).standard_normal(len(time_axis))
    return AudioClip((0.2 * voice + noise).astype(np.float32), RATE)


def random_model(device: torch.device, dtype: torch.dtype, is_tiny: bool) -> VoiceModel:
    """Return v2 at 40 kHz with loud random weights, as a file of it would be loaded."""
    sizes = SynthesizerConfig.compact if is_tiny else SynthesizerConfig.standard
    config = sizes(40_000, content_dim=CONTENT_DIM)
    torch.manual_seed(0)
    network = Synthesizer(config, posterior=False)
    make_loud(network)
    network.fuse(dtype).requires_grad_(False).to(device)
    return VoiceModel(config, ModelMetadata("bench"), network, device, dtype)


def random_encoder(device: torch.device, dtype: torch.dtype) -> ContentEncoder:
    """Return ContentVec's network, of base size, with random weights."""
    from transformers import HubertConfig, HubertModel

    from rvc_core.content.contentvec import ContentVecEncoder, ContentVecNetwork
    from rvc_core.content.hubert_weights import HubertWeights

    config = HubertConfig()
    state = HubertModel(copy.deepcopy(config)).state_dict()
    return ContentVecEncoder(ContentVecNetwork(HubertWeights(config, state, None), 12, False), device, dtype)


def random_pitch(device: torch.device) -> PitchExtractor:
    """Return RMVPE, which is a GPU's default, with random weights."""
    torch.manual_seed(0)
    return RmvpeExtractor(RmvpeNetwork(), device)


def measure(name: str, voice: LoadedVoice, clip: AudioClip) -> np.ndarray:
    """Print the best of a few conversions, stage by stage; return the waveform."""
    stages: list[list[tuple[str, float]]] = []

    def note(event: object) -> None:
        if isinstance(event, StageStarted):
            stages[-1].append((event.stage, time.perf_counter()))

    def convert() -> None:
        stages.append([("preparing", time.perf_counter())])
        results.append(drive(convert_voice(voice, clip, ConversionOptions()), note).clip.waveform)
        stages[-1].append(("end", time.perf_counter()))

    results: list[np.ndarray] = []
    seconds = [synchronised_seconds(voice.model.device, convert) for _ in range(ROUNDS + 1)]
    best = int(np.argmin(seconds[1:])) + 1  # the first sets kernels up
    marks = stages[best]
    told = ", ".join(
        f"{stage} {later - begun:.3f} s" for (stage, begun), (_, later) in zip(marks, marks[1:], strict=False)
    )
    print(
        f"{name:24} {clip.duration_seconds / seconds[best]:7.1f}x real time ({seconds[best]:.3f} s for "
        f"{clip.duration_seconds:.0f} s; first {seconds[0]:.1f} s): {told}"
    )
    waveform = results[best]
    is_same = np.allclose(results[0], waveform, atol=1e-2)
    print(
        f"    finite {np.isfinite(waveform).all()}, rms {np.sqrt(np.mean(waveform**2)):.3f}, "
        f"the same noise each time: {is_same}"
    )
    return waveform


def compare(device: torch.device, dtype: torch.dtype, seconds: float, is_tiny: bool) -> None:
    """Print conversion by the network and the index alone, and by everything a GPU takes by default."""
    clip, rng = sung_line(seconds), np.random.default_rng(0)
    vectors = rng.standard_normal((1000 if is_tiny else INDEXED, CONTENT_DIM), np.float32)
    index = RetrievalIndex(vectors, device) if device.type == "cuda" else None  # a CPU's needs faiss
    sizes = GPU_CHUNKS if device.type == "cuda" else CPU_CHUNKS
    model = random_model(device, dtype, is_tiny)
    measure("network alone", LoadedVoice(model, GivenContent(), GivenPitch(), None, sizes), clip)
    measure("network and index", LoadedVoice(model, GivenContent(), GivenPitch(), index, sizes), clip)
    whole = LoadedVoice(model, random_encoder(device, dtype), random_pitch(device), index, sizes)
    measure("with ContentVec, RMVPE", whole, clip)
