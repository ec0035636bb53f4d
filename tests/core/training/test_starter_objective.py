from copy import deepcopy
from dataclasses import replace

import pytest
import torch

from rvc_core.data.dataset import Batch
from rvc_core.devices import DeviceProfile
from rvc_core.models.source_filter import SourceFilterConfig, SourceFilterSynthesizer
from rvc_core.training.starter import StarterObjective, cut_segments

FRAMES, DIM = 170, 5


@pytest.fixture
def objective() -> StarterObjective:
    torch.manual_seed(0)
    config = SourceFilterConfig(
        content_dim=DIM, sample_rate=16_000, n_fft=640, width=16, inner=16, dilations=(1,)
    )
    profile = DeviceProfile(torch.device("cpu"), torch.float32, "test", 2**30, 1)
    return StarterObjective(SourceFilterSynthesizer(config), profile)


@pytest.fixture
def batch() -> Batch:
    random = torch.Generator().manual_seed(1)
    lengths = torch.tensor([FRAMES, 50])
    return Batch(
        content=torch.rand(2, FRAMES, DIM, generator=random),
        f0_hz=torch.full((2, FRAMES), 150.0),
        spectrogram=torch.zeros(2, 513, FRAMES),
        lengths=lengths,
        waveform=0.1 * torch.randn(2, 1, FRAMES * 160, generator=random),
    )


def test_segments_keep_content_and_waveform_together(batch: Batch):
    frame_number = torch.arange(FRAMES, dtype=torch.float32)
    batch.content[:] = frame_number[None, :, None]
    batch.waveform[:] = frame_number.repeat_interleave(160)[None, None]
    for content, _, waveform in cut_segments(batch, 80, torch.Generator().manual_seed(0)):
        assert torch.equal(content[:, :, 0].repeat_interleave(160, dim=1), waveform)


def test_every_slice_gives_a_segment(batch: Batch):
    groups = cut_segments(batch, 80, torch.Generator().manual_seed(0))
    assert sum(len(content) for content, _, _ in groups) >= 2


def test_no_magnitudes_are_asked_for(objective: StarterObjective, batch: Batch):
    without = replace(batch, spectrogram=torch.zeros(2, 0, FRAMES))
    assert objective.spectrogram is None
    assert objective.step(without, torch.Generator().manual_seed(0))["mel"].isfinite()


def test_steps_lower_the_loss(objective: StarterObjective, batch: Batch):
    random = torch.Generator().manual_seed(0)
    torch.manual_seed(0)
    losses = [objective.step(batch, random)["mel"].item() for _ in range(12)]
    assert losses[-1] < losses[0]


def test_exported_weights_follow_those_that_learn(objective: StarterObjective, batch: Batch):
    before = objective.generator.entry.weight.detach().clone()
    random = torch.Generator().manual_seed(0)
    for _ in range(30):
        objective.step(batch, random)
    exported, learner = objective.generator.entry.weight, objective._learner.entry.weight
    assert 0.0 < (exported - learner).norm() < (before - learner).norm()


def test_restored_objective_takes_the_same_next_step(objective: StarterObjective, batch: Batch):
    objective.step(batch, torch.Generator().manual_seed(0))
    fresh = StarterObjective(SourceFilterSynthesizer(objective.config), objective._profile)
    fresh.restore(*deepcopy(objective.state()))
    for one in (objective, fresh):
        one.step(batch, torch.Generator().manual_seed(1))
    assert torch.equal(objective.generator.entry.weight, fresh.generator.entry.weight)


def test_restored_objective_goes_on_with_the_same_weights(objective: StarterObjective, batch: Batch):
    objective.step(batch, torch.Generator().manual_seed(0))
    fresh = StarterObjective(SourceFilterSynthesizer(objective.config), objective._profile)
    fresh.restore(*objective.state())
    for name, tensor in objective.generator.state_dict().items():
        assert torch.equal(tensor, fresh.generator.state_dict()[name])
