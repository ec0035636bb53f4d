"""Trainings that do not run to their end: stopped, resumed, out of memory, diverged, out of time."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import planted
import pytest
import torch
from torch import Tensor

from rvc_core.checkpoints import TrainingCheckpoint, load_voice_model
from rvc_core.config import TrainingConfig
from rvc_core.data.dataset import Batch
from rvc_core.errors import DeviceOutOfMemoryError, DivergedError
from rvc_core.events import CheckpointSaved, EpochFinished, Event, StageAdvanced, StageStarted, Warned
from rvc_core.losses import GeneratorLosses
from rvc_core.training import fit, pipeline, train
from rvc_core.training.rvc import RvcObjective


@dataclass
class Resumed:
    """One training that ran through, and the same one stopped in its second epoch and resumed."""

    config: TrainingConfig
    whole: list[Event]
    stopped_files: list[str]
    stopped_epoch: int
    resumed: list[Event]


def epochs_of(events: list[Event]) -> dict[int, dict[str, float]]:
    return {event.epoch: event.losses for event in events if isinstance(event, EpochFinished)}


class InsideEpoch:
    """True at the first step after `epoch` epochs."""

    def __init__(self, epoch: int) -> None:
        self._epoch = epoch
        self._finished = 0

    def __call__(self, event: Event) -> bool:
        if isinstance(event, EpochFinished):
            self._finished = event.epoch
        is_step = isinstance(event, StageAdvanced) and event.stage == "training" and event.done > 0
        return is_step and self._finished == self._epoch


class AfterEpoch:
    """True at the first event after `epoch` epochs, which is in the middle of their scoring."""

    def __init__(self, epoch: int) -> None:
        self._epoch = epoch
        self._finished = 0

    def __call__(self, event: Event) -> bool:
        is_enough = self._finished == self._epoch
        if isinstance(event, EpochFinished):
            self._finished = event.epoch
        return is_enough


@pytest.fixture(scope="module")
def resumed(tmp_path_factory: pytest.TempPathFactory) -> Resumed:
    folder = tmp_path_factory.mktemp("resumed")
    files = planted.recordings(folder, 1, 9.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "PROGRESS_SECONDS", 0.0)
        whole = planted.training_config(folder, recordings=files, epochs=3, model_dir=folder / "whole")
        stopped = replace(whole, model_dir=folder / "stopped")
        events, _ = planted.run(whole)
        planted.run_until(train(stopped, planted.tiny_objective), InsideEpoch(1))
        names = [path.name for path in stopped.model_dir.rglob("*")]
        epoch = load_voice_model(stopped.model_dir / "voice.pth").metadata.epoch
        later, _ = planted.run(replace(stopped, recordings=(), resume=True))
    return Resumed(stopped, events, names, epoch, later)


def test_stopped_model_is_marked_with_its_epoch(resumed: Resumed) -> None:
    assert resumed.stopped_epoch == 1


def test_stopped_training_leaves_nothing_half_written(resumed: Resumed) -> None:
    assert not [name for name in resumed.stopped_files if name.startswith(".tmp")]


def test_stopped_training_leaves_a_whole_checkpoint(resumed: Resumed) -> None:
    assert {name[0] for name in resumed.stopped_files if name[1] == "_" and name.endswith(".pth")} == {
        "G",
        "D",
    }


@pytest.mark.parametrize("epoch", [2, 3])
def test_resumed_losses_equal_those_of_a_whole_training(resumed: Resumed, epoch: int) -> None:
    assert epochs_of(resumed.resumed)[epoch] == pytest.approx(epochs_of(resumed.whole)[epoch], rel=1e-4)


def test_resume_does_not_repeat_epochs(resumed: Resumed) -> None:
    assert sorted(epochs_of(resumed.resumed)) == [2, 3]


def test_resume_to_more_epochs_goes_on(resumed: Resumed) -> None:
    events, _ = planted.run(replace(resumed.config, recordings=(), resume=True, epochs=4))
    assert sorted(epochs_of(events)) == [4]


def test_resume_scores_the_last_epoch_whose_scoring_was_stopped(tmp_path: Path) -> None:
    recordings = planted.recordings(tmp_path)
    config = planted.training_config(tmp_path, recordings=recordings, epochs=3, save_every=2)
    planted.run_until(train(config, planted.tiny_objective), AfterEpoch(3))
    planted.run(replace(config, resume=True))
    assert load_voice_model(config.model_dir / "voice_last.pth").metadata.card["held_out"]


def test_resume_keeps_a_batch_that_was_halved(tmp_path: Path) -> None:
    recordings = planted.recordings(tmp_path, 1, 9.0)
    config = planted.training_config(tmp_path, recordings=recordings, epochs=1, batch_size=8)
    hungry = partial(planted.tiny_objective, kind=Hungry)
    planted.run(config, hungry)
    events, _ = planted.run(replace(config, resume=True, epochs=2), hungry)
    assert not [event for event in events if isinstance(event, Warned)]


def test_resume_with_another_batch_size_takes_it(tmp_path: Path) -> None:
    recordings = planted.recordings(tmp_path, 1, 9.0)
    config = planted.training_config(tmp_path, recordings=recordings, epochs=1, batch_size=8)
    hungry = partial(planted.tiny_objective, kind=Hungry)
    planted.run(config, hungry)
    events, _ = planted.run(replace(config, resume=True, epochs=2, batch_size=4), hungry)
    assert [event.code for event in events if isinstance(event, Warned)] == ["batch_halved"]


def test_stop_before_the_first_step_leaves_no_model(tmp_path: Path) -> None:
    config = planted.training_config(tmp_path, recordings=planted.recordings(tmp_path, 1, 4.0))
    planted.run_until(
        train(config, planted.tiny_objective), lambda event: event == StageStarted("training", 2)
    )
    assert not list(config.model_dir.rglob("*.pth"))


class Hungry(RvcObjective):
    """Fits two items into memory."""

    fits = 2

    def step(self, batch: Batch, random: torch.Generator) -> dict[str, Tensor]:
        if len(batch.lengths) > self.fits:
            raise torch.OutOfMemoryError("planted")
        return super().step(batch, random)


class HungryLate(RvcObjective):
    """Runs out of memory once, where its discriminators judge for the generator's sake."""

    calls = 0

    def _generator_losses(self, *inputs: Any) -> GeneratorLosses:
        self.calls += 1
        if self.calls == 1:
            self.discriminator.register_forward_pre_hook(self._exhaust)
        return super()._generator_losses(*inputs)

    def _exhaust(self, *inputs: Any) -> None:
        self.discriminator._forward_pre_hooks.clear()
        raise torch.OutOfMemoryError("planted")


class Starving(Hungry):
    """Fits nothing into memory."""

    fits = 0


class Crowded(RvcObjective):
    """Leaves no memory for anything but its steps."""

    def state(self) -> tuple[dict, dict]:
        raise torch.OutOfMemoryError("planted")


class Diverging(RvcObjective):
    """Loses its way at the third step."""

    steps = 0

    def step(self, batch: Batch, random: torch.Generator) -> dict[str, Tensor]:
        self.steps += 1
        losses = super().step(batch, random)
        return losses if self.steps < 3 else {**losses, "mel": torch.tensor(torch.nan)}


class Poisoned(RvcObjective):
    """Its third step leaves a weight that is no number, though every loss of that step is one."""

    steps = 0

    def step(self, batch: Batch, random: torch.Generator) -> dict[str, Tensor]:
        self.steps += 1
        losses = super().step(batch, random)
        if self.steps == 3:
            with torch.no_grad():
                self.generator.emb_g.weight.fill_(torch.nan)
        return losses


def test_batch_is_halved_until_it_fits(tmp_path: Path) -> None:
    config = planted.training_config(
        tmp_path, recordings=planted.recordings(tmp_path, 1, 9.0), epochs=1, batch_size=8
    )
    events, _ = planted.run(config, partial(planted.tiny_objective, kind=Hungry))
    assert [event.code for event in events if isinstance(event, Warned)] == ["batch_halved"] * 2


def test_training_goes_on_after_memory_ran_out_within_a_step(tmp_path: Path) -> None:
    config = planted.training_config(tmp_path, recordings=planted.recordings(tmp_path, 1, 6.0), epochs=1)
    events, _ = planted.run(config, partial(planted.tiny_objective, kind=HungryLate))
    assert any(isinstance(event, EpochFinished) for event in events)


def test_no_memory_for_one_item_is_an_error(tmp_path: Path) -> None:
    config = planted.training_config(tmp_path, recordings=planted.recordings(tmp_path, 1, 4.0))
    with pytest.raises(DeviceOutOfMemoryError):
        planted.run(config, partial(planted.tiny_objective, kind=Starving))


def test_no_memory_outside_a_step_is_named_too(tmp_path: Path) -> None:
    config = planted.training_config(tmp_path, recordings=planted.recordings(tmp_path, 1, 4.0), epochs=1)
    with pytest.raises(DeviceOutOfMemoryError, match="fewer minutes"):
        planted.run(config, partial(planted.tiny_objective, kind=Crowded))


def test_no_memory_for_the_content_is_named_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: Any) -> Any:
        raise torch.OutOfMemoryError("planted")

    monkeypatch.setattr(pipeline, "extract_content", exhausted)
    config = planted.training_config(tmp_path, recordings=planted.recordings(tmp_path, 1, 4.0), epochs=1)
    with pytest.raises(DeviceOutOfMemoryError, match="fewer minutes"):
        planted.run(config)


def test_divergence_keeps_the_last_good_model(tmp_path: Path) -> None:
    config = planted.training_config(
        tmp_path, recordings=planted.recordings(tmp_path, 1, 4.0), epochs=9, save_every=2
    )
    with pytest.raises(DivergedError, match="mel loss became nan"):
        planted.run(config, partial(planted.tiny_objective, kind=Diverging))
    assert load_voice_model(config.model_dir / "voice.pth").metadata.epoch == 2


@pytest.mark.parametrize("save_every", [1, 100])
def test_weights_that_are_no_numbers_are_never_saved(tmp_path: Path, save_every: int) -> None:
    recordings = planted.recordings(tmp_path, 1, 4.0)  # one step an epoch
    config = planted.training_config(tmp_path, recordings=recordings, epochs=3, save_every=save_every)
    with pytest.raises(DivergedError, match="weights"):
        planted.run(config, partial(planted.tiny_objective, kind=Poisoned))
    newest = TrainingCheckpoint.newest(config.model_dir / "checkpoints")
    for path in (newest, *config.model_dir.glob("voice*.pth")):
        assert load_voice_model(path)  # which refuses NaN


def test_training_stops_when_its_minutes_are_over(tmp_path: Path) -> None:
    config = planted.training_config(
        tmp_path, recordings=planted.recordings(tmp_path, 1, 4.0), epochs=1000, max_minutes=0.1
    )
    _, result = planted.run(config)
    assert result.epochs < 1000


def test_first_epoch_is_saved_however_short_it_was(tmp_path: Path) -> None:
    recordings = planted.recordings(tmp_path, 1, 4.0)
    config = planted.training_config(tmp_path, recordings=recordings, epochs=3, save_every=3)
    events, _ = planted.run(config)
    assert [event.epoch for event in events if isinstance(event, CheckpointSaved)] == [1, 3]
