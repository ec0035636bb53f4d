"""Training steps on a CUDA device: captured, without a word from the device to the host, and resumed."""

import numpy as np
import pytest
import small_fit
import torch
from torch import Tensor

from rvc_core.data.dataset import Batch
from rvc_core.events import Warned
from rvc_core.training.fit import Fit
from rvc_core.training.graphed import REHEARSALS, EagerSteps, GraphedSteps
from rvc_core.training.optimisers import set_learning_rate
from rvc_core.training.rvc import RvcObjective

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device"),
]

LENGTHS = (40, 40, 40, 40, 40, 31)
BF16_ROUNDING = 0.03  # of a loss that dozens of steps in bfloat16 led to


class CrampedCapture(RvcObjective):
    """Runs out of memory while two items are captured."""

    def step(self, batch: Batch, random: torch.Generator) -> dict[str, Tensor]:
        losses = super().step(batch, random)
        if torch.cuda.is_current_stream_capturing() and len(batch.lengths) > 1:
            raise torch.OutOfMemoryError("planted")
        return losses


class AskingBack(RvcObjective):
    """Asks the device for a number, which no capture can answer."""

    def step(self, batch: Batch, random: torch.Generator) -> dict[str, Tensor]:
        losses = super().step(batch, random)
        float(losses["mel"])
        return losses


def cuda_fit(
    kind: type[RvcObjective] = RvcObjective, dtype: torch.dtype = torch.bfloat16, epochs: int = 4
) -> Fit:
    return small_fit.small_fit(small_fit.tiny_objective("cuda", kind, dtype), LENGTHS, 2, epochs)


class Padded(EagerSteps):
    """Steps run by Python on the batches that a capture needs."""

    def __init__(self, objective: RvcObjective) -> None:
        super().__init__(objective, torch.device("cuda", 0))
        self.n_frames = max(LENGTHS)


def eager_fit(dtype: torch.dtype = torch.bfloat16) -> Fit:
    fit = cuda_fit(dtype=dtype)
    fit._steps = Padded(fit._objective)  # type: ignore[arg-type]
    return fit


def take_steps(fit: Fit, count: int) -> None:
    for _ in range(count):
        fit._try_step(np.arange(2))


def weights(objective: RvcObjective) -> Tensor:
    return torch.cat([weight.detach().flatten() for weight in objective.generator.parameters()])


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_captured_losses_equal_those_of_python(dtype: torch.dtype) -> None:
    fit = cuda_fit(dtype=dtype)
    captured = small_fit.run_epochs(fit)
    assert isinstance(fit._steps, GraphedSteps)
    assert fit._steps.is_recorded
    assert captured == pytest.approx(small_fit.run_epochs(eager_fit(dtype)), rel=BF16_ROUNDING, abs=0.01)


@pytest.mark.filterwarnings("ignore:Synchronization debug mode")  # it says that it is a prototype
@pytest.mark.parametrize("fit", [cuda_fit, eager_fit])
def test_steady_step_does_not_wait_for_the_device(fit: object) -> None:
    steady: Fit = fit()  # type: ignore[operator]
    take_steps(steady, REHEARSALS + 2)
    torch.cuda.set_sync_debug_mode("error")
    try:
        take_steps(steady, 3)
    finally:
        torch.cuda.set_sync_debug_mode("default")
    steady.look()


def test_captured_steps_improve_the_weights() -> None:
    fit = cuda_fit()
    take_steps(fit, REHEARSALS + 1)
    before = weights(fit._objective)  # type: ignore[arg-type]
    take_steps(fit, 1)
    assert not torch.equal(before, weights(fit._objective))  # type: ignore[arg-type]


def test_captured_steps_follow_the_learning_rate() -> None:
    fit = cuda_fit()
    take_steps(fit, REHEARSALS + 2)
    objective = fit._objective
    assert isinstance(objective, RvcObjective)
    set_learning_rate(objective._generator_optimiser, 0.0)
    before = weights(objective)
    take_steps(fit, 1)
    assert torch.equal(before, weights(objective))


def test_captured_steps_draw_anew_each_time() -> None:
    fit = cuda_fit()
    take_steps(fit, REHEARSALS + 2)
    batch = fit._data.batch(np.arange(2), None, np.random.default_rng(0), 40)
    objective = fit._objective
    assert isinstance(objective, RvcObjective)
    for optimiser in (objective._generator_optimiser, objective._discriminator_optimiser):
        set_learning_rate(optimiser, 0.0)
    kl = [float(fit._steps.run(batch, seed)["kl"]) for seed in (5, 6, 5)]
    assert kl[0] == pytest.approx(kl[2], rel=1e-4)
    assert kl[0] != pytest.approx(kl[1], rel=1e-4)


def test_lack_of_memory_in_a_capture_halves_the_batch_and_captures_anew() -> None:
    told: list[Warned] = []
    fit = cuda_fit(CrampedCapture)
    small_fit.run_epochs(fit, told.append)
    assert [warned.code for warned in told] == ["batch_halved"]
    assert isinstance(fit._steps, GraphedSteps)
    assert fit._steps.is_recorded


def test_step_that_cannot_be_captured_is_run_by_python() -> None:
    told: list[Warned] = []
    losses = small_fit.run_epochs(cuda_fit(AskingBack), told.append)
    assert [warned.code for warned in told] == ["graph_unavailable"]
    assert losses == pytest.approx(small_fit.run_epochs(eager_fit()), rel=BF16_ROUNDING, abs=0.01)


@pytest.mark.parametrize(("origin", "goal"), [("cuda", "cpu"), ("cpu", "cuda"), ("cuda", "cuda")])
def test_state_of_one_device_goes_on_on_another(origin: str, goal: str) -> None:
    first = small_fit.small_fit(small_fit.tiny_objective(origin), LENGTHS, 2, 2)
    small_fit.run_epochs(first)
    other = small_fit.tiny_objective(goal)
    other.restore(*first._objective.state())
    torch.testing.assert_close(weights(first._objective).cpu(), weights(other).cpu())  # type: ignore[arg-type]
    assert small_fit.run_epochs(small_fit.small_fit(other, LENGTHS, 2, 3))["mel"] > 0


def test_captured_training_resumes_as_if_it_had_not_been_stopped() -> None:
    whole = cuda_fit(dtype=torch.float32)
    losses = small_fit.run_epochs(whole)
    first = cuda_fit(dtype=torch.float32, epochs=2)
    small_fit.run_epochs(first)
    later = cuda_fit(dtype=torch.float32)
    later._objective.restore(*first._objective.state())
    later.state = first.state
    assert small_fit.run_epochs(later) == pytest.approx(losses, rel=0.01, abs=0.01)
