"""Speed of preparation: recordings to slices, F0, content and index, as a training does it.

    python -m tests.bench.preparation_speed [--minutes 10] [--threads 2] [--encoders starter contentvec]

Speech and singing from the recordings beside the project where they lie there, else made syllables. A
ContentVec of the real size has random weights where its own are not among the pretrained ones. Each encoder
is given new slices; "sum" is what a person waits for.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from transformers import HubertConfig, HubertModel

from rvc_core.audio import AudioClip, load_audio, save_audio
from rvc_core.content import ContentEncoder, load_content_encoder
from rvc_core.content.contentvec import ContentVecEncoder, ContentVecNetwork
from rvc_core.content.hubert_weights import HubertWeights
from rvc_core.data.features import extract_content, extract_pitch, recorded_frames
from rvc_core.data.prepare import PreparationOptions, prepare
from rvc_core.devices import device_profile
from rvc_core.events import drive
from rvc_core.pitch import load_pitch_extractor
from rvc_core.retrieval import RetrievalIndex
from rvc_core.weights import scan_pretrained

AUDIO_DIR = Path(__file__).parents[2].parent / "shared" / "audio"
VOICES = ("speech/vctk", "speech/cmu_slt", "singing")
RATE = 44_100
N_FILES = 5
LIMITS_SECONDS = {"starter": 60.0, "contentvec": 90.0}  # for ten minutes


def real_voices() -> Iterator[np.ndarray]:
    for voice in VOICES:
        for path in sorted((AUDIO_DIR / voice).rglob("*.opus")):
            yield load_audio(path, RATE).waveform


def made_voices() -> Iterator[np.ndarray]:
    time_axis, rng = np.arange(20 * RATE) / RATE, np.random.default_rng(0)
    while True:
        f0_hz = rng.uniform(100.0, 300.0)
        voice = sum(np.sin(2 * np.pi * f0_hz * k * time_axis) / k for k in range(1, 12))
        syllables = np.clip(np.sin(2 * np.pi * 0.35 * time_axis) + 0.9, 0.0, 1.0)
        yield (0.1 * voice * syllables).astype(np.float32)


def recordings(folder: Path, minutes: float) -> tuple[Path, ...]:
    """Return the paths of files that last `minutes` together."""
    voices = real_voices() if AUDIO_DIR.is_dir() else made_voices()
    wanted, pieces = round(minutes * 60 * RATE), []
    while sum(map(len, pieces)) < wanted:
        pieces.append(next(voices))
    parts = np.array_split(np.concatenate(pieces)[:wanted], N_FILES)
    paths = tuple(folder / f"part {number}.wav" for number in range(N_FILES))
    for path, part in zip(paths, parts, strict=True):
        save_audio(path, AudioClip(part, RATE))
    return paths


def load_encoder(name: str) -> ContentEncoder:
    weights, profile = scan_pretrained(), device_profile("cpu")
    if name != "contentvec" or weights.path("contentvec") is not None:
        return load_content_encoder(name, device="cpu", weights=weights)
    config = HubertConfig()  # the base size, which is ContentVec's
    state = HubertModel(config).state_dict()
    network = ContentVecNetwork(HubertWeights(config, state, None), 12, projected=False)
    return ContentVecEncoder(network, profile.device, profile.dtype)


def stages(paths: tuple[Path, ...], folder: Path, encoder: str) -> Iterator[tuple[str, float]]:
    """Yield the name of each stage and the seconds it took."""
    begun = time.perf_counter()
    plan = drive(prepare(paths, folder / "slices", PreparationOptions(40_000)))
    yield "slices", time.perf_counter() - begun
    steps: dict[str, Callable[[], object]] = {
        "pitch": lambda: drive(extract_pitch(plan, lambda: load_pitch_extractor("auto", "cpu"), "pitch")),
        "content": lambda: drive(extract_content(plan, lambda: load_encoder(encoder), "content")),
        "index": lambda: RetrievalIndex.build(recorded_frames(plan, "content")).save(folder / "voice.index"),
    }
    for name, step in steps.items():
        begun = time.perf_counter()
        step()
        yield name, time.perf_counter() - begun


def main() -> None:
    """Print the seconds of each stage, encoder by encoder, and their sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--encoders", nargs="+", choices=tuple(LIMITS_SECONDS), default=list(LIMITS_SECONDS))
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    with tempfile.TemporaryDirectory() as folder:
        paths = recordings(Path(folder), options.minutes)
        for encoder in options.encoders:
            (Path(folder) / encoder).mkdir()
            taken = dict(stages(paths, Path(folder) / encoder, encoder))
            told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in taken.items())
            limit = LIMITS_SECONDS[encoder] * options.minutes / 10.0
            print(f"{encoder:10} sum {sum(taken.values()):5.1f} s (limit {limit:.0f} s): {told}", flush=True)


if __name__ == "__main__":
    main()
