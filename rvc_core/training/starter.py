"""The starter family's training step: mel distance alone, from the starter base."""

from copy import deepcopy
from typing import Any

import torch
from torch import Tensor

from rvc_core.audio.spectrogram import Spectrogram
from rvc_core.data.dataset import Batch
from rvc_core.devices import DeviceProfile
from rvc_core.errors import CheckpointNotFoundError, IncompatibleCheckpointError
from rvc_core.models.source_filter import SourceFilterSynthesizer
from rvc_core.models.source_filter_loss import MEL_WEIGHT, MultiResolutionMel, StarterBatch, starter_loss
from rvc_core.models.starter_base import load_base_synthesizer, new_voice
from rvc_core.training.plan import TrainingPlan

LEARNING_RATE = 5e-4
LEARNING_RATE_DECAY = 0.99  # per epoch
SEGMENT_FRAMES = 80
SEGMENTS_PER_UPDATE = 10
_CLIP_NORM = 5.0
_AVERAGE_DECAY = 0.995  # per update: over the last 200 or so


class StarterObjective:
    """The source-filter synthesizer of one voice with its optimiser; there is no discriminator.

    What is exported is the running average of the weights that learn: it may be stopped at any time as if
    the learning rate had just come to its end. The learning weights take the discriminator's place in a
    checkpoint. The newest average is the model: after the held-out slices are as near as they get, words and
    likeness of converted speech still improve.
    """

    def __init__(self, generator: SourceFilterSynthesizer, profile: DeviceProfile) -> None:
        """Hold `generator`, which is on the profile's device, with a fresh optimiser."""
        self.config = generator.config
        self.generator = generator
        self._learner = deepcopy(generator)
        self._updates = 0
        self.newest_is_best = True
        self.context_frames: int | None = None
        rate = self.config.sample_rate
        self.spectrogram: Spectrogram | None = None
        self._distance = MultiResolutionMel(rate).to(profile.device)
        self._profile = profile
        self._optimiser = torch.optim.AdamW(
            self._learner.parameters(), LEARNING_RATE, (0.9, 0.98), weight_decay=0.0, fused=True
        )

    def step(self, batch: Batch, random: torch.Generator) -> dict[str, Tensor]:
        """Improve the synthesizer by all segments of a batch, some at a time; return the mean loss."""
        segments = cut_segments(batch, SEGMENT_FRAMES, random)
        bandwidth_hz = torch.full((SEGMENTS_PER_UPDATE,), self.config.sample_rate / 2.0)
        losses = []
        for content, f0_hz, waveform in segments:
            count = len(content)
            speakers = torch.zeros(count, dtype=torch.long, device=content.device)
            part = StarterBatch(content, f0_hz, speakers, waveform, bandwidth_hz[:count].to(content.device))
            loss = starter_loss(self._learner, part, self._distance, self._profile.dtype, random)
            self._descend(loss)
            losses.append(loss.detach())
        mean = torch.stack(losses).mean()
        return {"generator": mean, "mel": mean / MEL_WEIGHT}

    def finish_epoch(self) -> None:
        """Decay the learning rate."""
        for group in self._optimiser.param_groups:
            group["lr"] *= LEARNING_RATE_DECAY

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the contents of `G_….pth`, the average, and of `D_….pth`, what learns."""
        generator = {
            "model": self.generator.state_dict(),
            "optimizer": self._optimiser.state_dict(),
            "learning_rate": self._optimiser.param_groups[0]["lr"],
        }
        return generator, {"model": self._learner.state_dict(), "optimizer": {}, "learning_rate": 0.0}

    def restore(self, generator: dict[str, Any], discriminator: dict[str, Any]) -> None:
        """Load what `state` returned."""
        self.generator.load_state_dict(generator["model"])
        self._learner.load_state_dict(discriminator["model"] or generator["model"])
        self._optimiser.load_state_dict(generator["optimizer"])
        steps = [int(known["step"]) for known in self._optimiser.state.values()]
        self._updates = max(steps, default=0)

    def _descend(self, loss: Tensor) -> None:
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._learner.parameters(), _CLIP_NORM)
        self._optimiser.step()
        self._updates += 1
        decay = min(_AVERAGE_DECAY, self._updates / (self._updates + 10))
        learnt = [parameter.detach() for parameter in self._learner.parameters()]
        torch._foreach_lerp_([p.detach() for p in self.generator.parameters()], learnt, 1.0 - decay)


def build_starter_objective(plan: TrainingPlan, content_dim: int) -> StarterObjective:
    """Return the starter family's objective, from the starter base.

    Raises:
        CheckpointNotFoundError: the starter base is not among the pretrained weights.
        IncompatibleCheckpointError: the base goes with another content encoder.
    """
    path = plan.weights.path("starter-base")
    if path is None:
        raise CheckpointNotFoundError("There is no starter/base.safetensors among the pretrained weights.")
    generator = new_voice(load_base_synthesizer(path))
    if generator.config.content_dim != content_dim:
        raise IncompatibleCheckpointError(
            f"{path.name} takes content of {generator.config.content_dim} numbers a frame, but the encoder "
            f"gives {content_dim}; both starter files must come from one pretraining."
        )
    return StarterObjective(generator.to(plan.profile.device), plan.profile)


def cut_segments(batch: Batch, frames: int, random: torch.Generator) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Return groups of content `(S, T, D)`, F0 `(S, T)` and waveform `(S, N)`, T = `frames`, in random order.

    The segments tile each slice from a random first frame, so that an epoch hears nearly all of it; a
    slice shorter than a segment gives one, with its zeros at the end.
    """
    hop = batch.waveform.shape[-1] // batch.content.shape[1]
    places: list[tuple[int, int]] = []
    for row, length in enumerate(batch.lengths.tolist()):
        room = max(0, length - frames)
        first = int(torch.randint(min(frames, room + 1), (1,), generator=random, device=random.device))
        places += [(row, start) for start in range(first, room + 1, frames)]
    order = torch.randperm(len(places), generator=random, device=random.device).tolist()
    groups = [order[i : i + SEGMENTS_PER_UPDATE] for i in range(0, len(order), SEGMENTS_PER_UPDATE)]
    return [_gather(batch, [places[n] for n in group], frames, hop) for group in groups]


def _gather(
    batch: Batch, places: list[tuple[int, int]], frames: int, hop: int
) -> tuple[Tensor, Tensor, Tensor]:
    frames = min(frames, batch.content.shape[1])
    content = torch.stack([batch.content[row, start : start + frames] for row, start in places])
    f0_hz = torch.stack([batch.f0_hz[row, start : start + frames] for row, start in places])
    sound = [batch.waveform[row, 0, start * hop : (start + frames) * hop] for row, start in places]
    return content, f0_hz, torch.stack(sound)
