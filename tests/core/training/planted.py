"""Planted voices, a tiny objective, and trainings of both that take seconds."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from rvc_core.audio import AudioClip, save_audio
from rvc_core.config import TrainingConfig, TrainingResult
from rvc_core.config.synthesizer import DiscriminatorConfig
from rvc_core.events import Event, Pipeline
from rvc_core.models import Synthesizer, build_discriminator
from rvc_core.training import train
from rvc_core.training.plan import TrainingPlan
from rvc_core.training.rvc import RvcObjective
from tests.core.tiny import tiny_config

SAMPLE_RATE = 32_000
F0_HZ = 196.0


def harmonic_voice(seconds: float, f0_hz: float = F0_HZ, seed: int = 0) -> np.ndarray:
    """Return a voice-like waveform `(N,)`: eight harmonics that swell twice a second, and a little noise."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    harmonics = [np.sin(2 * np.pi * f0_hz * k * time + k) / k for k in range(1, 9)]
    swell = 0.7 + 0.3 * np.sin(2 * np.pi * 2.0 * time)
    noise = np.random.default_rng(seed).standard_normal(len(time))
    return (0.2 * swell * np.sum(harmonics, axis=0) + 0.002 * noise).astype(np.float32)


def save_recording(path: Path, waveform: np.ndarray) -> Path:
    """Save `waveform` and return `path`."""
    save_audio(path, AudioClip(waveform, SAMPLE_RATE))
    return path


def recordings(folder: Path, count: int = 2, seconds: float = 9.0) -> tuple[Path, ...]:
    """Return the paths of `count` recordings of the planted voice, made in `folder`."""
    return tuple(
        save_recording(folder / f"voice {number}.wav", harmonic_voice(seconds, seed=number))
        for number in range(count)
    )


def tiny_objective(
    plan: TrainingPlan,
    content_dim: int,
    kind: type[RvcObjective] = RvcObjective,
    learning_rate: float = 1e-4,
) -> RvcObjective:
    """Return RVC's objective with networks of a few thousand weights."""
    config = tiny_config(plan.choice.sample_rate, content_dim=content_dim, n_speakers=1)
    judges = DiscriminatorConfig((2, 3), (4, 4, 8, 8, 8, 8), (1, 1, 1, 1, 1, 1), (4, 4, 8, 8, 8))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.config.seed)
        networks = Synthesizer(config), build_discriminator(judges)
    return kind(*networks, plan.profile, compact=True, learning_rate=learning_rate)


def training_config(folder: Path, **changes: Any) -> TrainingConfig:
    """Return a quick config for the model `voice` in `folder`."""
    values: dict[str, Any] = {
        "name": "voice",
        "recordings": (),
        "model_dir": folder / "voice",
        "epochs": 2,
        "sample_rate": SAMPLE_RATE,
        "batch_size": 2,
        "f0_method": "pm",
        "pretrained_dir": folder / "pretrained",
        "device": "cpu",
    }
    return TrainingConfig(**{**values, **changes})


def run(
    config: TrainingConfig, build: Callable[[TrainingPlan, int], Any] = tiny_objective
) -> tuple[list[Event], TrainingResult]:
    """Return the events and the result of a whole training."""
    events: list[Event] = []
    pipeline = train(config, build)
    while True:
        try:
            events.append(next(pipeline))
        except StopIteration as finished:
            return events, finished.value


def run_until(pipeline: Pipeline[TrainingResult], is_enough: Callable[[Event], bool]) -> list[Event]:
    """Return the events up to the one that is enough; the pipeline is then closed, as a stop does."""
    events: list[Event] = []
    for event in pipeline:
        events.append(event)
        if is_enough(event):
            break
    pipeline.close()
    return events
