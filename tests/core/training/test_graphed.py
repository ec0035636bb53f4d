"""Steps that are recorded once and replayed, with a recorder that only remembers the function."""

from collections.abc import Callable

import pytest
import small_fit
import torch

from rvc_core.events import Warned
from rvc_core.training import fit as fit_module
from rvc_core.training.fit import Fit
from rvc_core.training.graphed import (
    REHEARSALS,
    EagerSteps,
    GraphedSteps,
    Losses,
    build_steps,
)
from rvc_core.training.objective import Objective

LENGTHS = (40, 40, 40, 40, 40, 31)
EPOCHS = 4


class Remembering:
    """Does a recorded function again by calling it, which reads the same tensors and the same generator."""

    def __init__(self) -> None:
        self.rehearsed = 0
        self.recorded = 0
        self.replayed = 0

    def rehearse(self, function: Callable[[], Losses]) -> Losses:
        self.rehearsed += 1
        return function()

    def record(self, function: Callable[[], Losses], random: torch.Generator) -> Callable[[], Losses]:
        self.recorded += 1

        def replay() -> Losses:
            self.replayed += 1
            return function()

        return replay


class Refusing(Remembering):
    """Cannot record."""

    def record(self, function: Callable[[], Losses], random: torch.Generator) -> Callable[[], Losses]:
        raise RuntimeError("planted\nsecond line")


class Cramped(Remembering):
    """Runs out of memory in its first recording, and hides it behind an error of its own, as CUDA does."""

    def record(self, function: Callable[[], Losses], random: torch.Generator) -> Callable[[], Losses]:
        if self.recorded:
            return super().record(function, random)
        self.recorded += 1
        try:
            raise torch.OutOfMemoryError("planted")
        finally:
            raise RuntimeError("the capture was invalidated")


class Padded(EagerSteps):
    """Steps run by Python on the batches that a recording needs."""

    def __init__(self, objective: Objective, n_frames: int) -> None:
        super().__init__(objective, torch.device("cpu"))
        self.n_frames = n_frames


def fit_with(recorder: Remembering | None, patch: pytest.MonkeyPatch, batch_size: int = 2) -> Fit:
    def build(objective: Objective, device: torch.device, size: int, longest: int) -> object:
        if recorder is None:
            return Padded(objective, longest)
        return GraphedSteps(EagerSteps(objective, device), recorder, size, longest)

    patch.setattr(fit_module, "build_steps", build)
    return small_fit.small_fit(small_fit.tiny_objective(), LENGTHS, batch_size, EPOCHS)


def test_cpu_runs_steps_by_python() -> None:
    steps = build_steps(small_fit.tiny_objective(), torch.device("cpu"), 2, 40)
    assert isinstance(steps, EagerSteps)


def test_replayed_losses_equal_those_of_python(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Remembering()
    replayed = small_fit.run_epochs(fit_with(recorder, monkeypatch))
    assert recorder.replayed > 0
    assert replayed == pytest.approx(small_fit.run_epochs(fit_with(None, monkeypatch)), rel=1e-4)


def test_first_steps_are_rehearsals_and_the_rest_replays(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Remembering()
    small_fit.run_epochs(fit_with(recorder, monkeypatch))
    steps = EPOCHS * len(LENGTHS) // 2
    assert (recorder.rehearsed, recorder.recorded) == (REHEARSALS, 1)
    assert recorder.replayed == steps - REHEARSALS


def test_batch_of_another_size_is_run_by_python(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Remembering()
    fit = fit_with(recorder, monkeypatch)
    fit.state.batch_size = 1  # half of what the steps were built for
    small_fit.run_epochs(fit)
    assert (recorder.rehearsed, fit.state.step) == (0, EPOCHS * len(LENGTHS))


def test_refused_recording_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Warned] = []
    small_fit.run_epochs(fit_with(Refusing(), monkeypatch), told.append)
    assert [warned.code for warned in told] == ["graph_unavailable"]
    assert told[0].message.endswith("RuntimeError: planted")


def test_training_goes_on_without_a_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = small_fit.run_epochs(fit_with(Refusing(), monkeypatch))
    assert refused == pytest.approx(small_fit.run_epochs(fit_with(None, monkeypatch)), rel=1e-4)


def test_lack_of_memory_in_a_recording_halves_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Warned] = []
    fit = fit_with(Cramped(), monkeypatch)
    small_fit.run_epochs(fit, told.append)
    assert [warned.code for warned in told] == ["batch_halved"]
    assert fit.state.batch_size == 1


def test_halved_batch_is_recorded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Cramped()
    small_fit.run_epochs(fit_with(recorder, monkeypatch))
    assert (recorder.rehearsed, recorder.recorded) == (2 * REHEARSALS, 2)
    assert recorder.replayed > 0
