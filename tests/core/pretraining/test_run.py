from pathlib import Path

import torch
from torch import Tensor, nn

from rvc_core.events import drive
from rvc_core.pretraining.run import PretrainingRun, RunOptions, fit


def started(folder: Path) -> PretrainingRun:
    torch.manual_seed(0)
    return PretrainingRun("line", nn.Linear(3, 1), RunOptions(folder, steps=12, peak_rate=0.05))


def move(run: PretrainingRun, steps: int) -> None:
    for _ in range(steps):
        run.update(loss_at(run, run.step))


def loss_at(run: PretrainingRun, step: int) -> Tensor:
    inputs = torch.randn(8, 3, generator=torch.Generator().manual_seed(step))
    return (run.model(inputs)[:, 0] - inputs.sum(dim=1)).square().mean()


def test_resumed_run_equals_uninterrupted_run(tmp_path: Path):
    whole = started(tmp_path / "whole")
    move(whole, 10)
    begun = started(tmp_path / "cut")
    move(begun, 5)
    begun.save()
    resumed = started(tmp_path / "cut")
    move(resumed, 5)
    assert torch.equal(whole.model.weight, resumed.model.weight)
    assert torch.equal(whole.average["weight"], resumed.average["weight"])


def test_fit_lowers_the_loss(tmp_path: Path):
    run = started(tmp_path)
    before = loss_at(run, 0).item()
    drive(fit(run, lambda step: (loss_at(run, step), {})))
    assert loss_at(run, 0).item() < before
