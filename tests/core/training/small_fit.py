"""A fit of tiny networks on a data set of tones, without any file."""

from collections.abc import Callable

import numpy as np
import torch

from rvc_core.config.synthesizer import DiscriminatorConfig
from rvc_core.data.dataset import Example, TrainingSet
from rvc_core.devices import DeviceProfile
from rvc_core.events import Warned
from rvc_core.models import Synthesizer, build_discriminator
from rvc_core.training.fit import Fit
from rvc_core.training.fit_state import FitState
from rvc_core.training.rvc import RvcObjective
from tests.core.tiny import tiny_config

RATE, CONTENT_DIM = 32_000, 6


def tones(lengths: tuple[int, ...], content_dim: int = CONTENT_DIM, sample_rate: int = RATE) -> list[Example]:
    """Return an example of each length in frames: a tone with noise, and content that is noise."""
    rng = np.random.default_rng(0)
    examples = []
    for number, frames in enumerate(lengths):
        f0_hz = np.full(frames, 150.0 + 20.0 * number, np.float32)
        samples = np.arange(frames * sample_rate // 100)
        tone = 0.3 * np.sin(2 * np.pi * f0_hz[0] * samples / sample_rate)
        waveform = (tone + 0.01 * rng.standard_normal(len(samples))).astype(np.float32)
        content = rng.standard_normal((-(-frames // 2), content_dim)).astype(np.float32)
        examples.append(Example(f"tone {number}", content, f0_hz, waveform))
    return examples


def tiny_objective(
    device: str = "cpu", kind: type[RvcObjective] = RvcObjective, dtype: torch.dtype = torch.float32
) -> RvcObjective:
    """Return an objective of a few thousand weights, seeded."""
    profile = DeviceProfile(torch.device(device), dtype, "test", 0, 1)
    judges = DiscriminatorConfig((2, 3), (4, 4, 8, 8, 8, 8), (1, 1, 1, 1, 1, 1), (4, 4, 8, 8, 8))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        config = tiny_config(RATE, content_dim=CONTENT_DIM, n_speakers=1)
        networks = Synthesizer(config), build_discriminator(judges)
    return kind(*(network.to(profile.device) for network in networks), profile, compact=False)


def small_fit(objective: RvcObjective, lengths: tuple[int, ...], batch_size: int, epochs: int = 1) -> Fit:
    """Return a fit of `objective` on tones of `lengths`."""
    data = TrainingSet(tones(lengths), objective.spectrogram)
    return Fit(objective, data, FitState(batch_size), epochs, seed=1)


def run_epochs(fit: Fit, note: Callable[[Warned], None] = lambda warned: None) -> dict[str, float]:
    """Return the losses of the last epoch; warnings go to `note`."""
    losses: dict[str, float] = {}
    while not fit.is_over:
        for event in fit.run_epoch():
            if isinstance(event, Warned):
                note(event)
            losses = getattr(event, "losses", losses)
    return losses
