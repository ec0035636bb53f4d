"""One resumable, seeded training: optimiser, schedule, weight average, checkpoint, log."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from rvc_core.errors import DivergedError
from rvc_core.events import CheckpointSaved, Pipeline, StageAdvanced, StageStarted
from rvc_core.files import atomic_path
from rvc_core.weights import load_tensors

_AVERAGE_DECAY = 0.998
_WARM_UP_RATIO = 0.05
_SAVE_EVERY_SECONDS = 120.0
_LOG_EVERY_STEPS = 20


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a pretraining runs; the schedule counts steps, never time."""

    work_dir: Path  # checkpoint, log and prepared features
    steps: int
    peak_rate: float  # of learning
    seed: int = 1234
    device: str = "cpu"
    weight_decay: float = 0.01
    clip_norm: float = 5.0


class PretrainingRun:
    """A model in training: what a checkpoint contains, and one step."""

    def __init__(self, name: str, model: nn.Module, options: RunOptions) -> None:
        """Use `model`, resuming from the checkpoint `{name}.safetensors` if there is one."""
        self.name, self.model, self.options = name, model.to(options.device), options
        self.parameters = dict(model.named_parameters())
        self.average = {key: value.detach().clone() for key, value in self.parameters.items()}
        self.optimiser = torch.optim.AdamW(
            self.parameters.values(),
            lr=options.peak_rate,
            betas=(0.9, 0.98),
            weight_decay=options.weight_decay,
            fused=True,
        )
        self.step = 0
        self.checkpoint_path = options.work_dir / f"{name}.safetensors"
        options.work_dir.mkdir(parents=True, exist_ok=True)
        if self.checkpoint_path.is_file():
            self._resume()

    def learning_rate(self) -> float:
        """Return the rate of this step: a short linear rise, then half a cosine down to a hundredth."""
        done = self.step / self.options.steps
        if done < _WARM_UP_RATIO:
            return self.options.peak_rate * (done / _WARM_UP_RATIO + 0.01)
        falling = (done - _WARM_UP_RATIO) / (1.0 - _WARM_UP_RATIO)
        return self.options.peak_rate * max(0.01, 0.5 * (1.0 + math.cos(math.pi * min(falling, 1.0))))

    def update(self, loss: Tensor) -> None:
        """Move the weights one step down the gradient of `loss`, and their average after them.

        Raises:
            DivergedError: `loss` is not a finite number.
        """
        if not torch.isfinite(loss):
            raise DivergedError(f"The loss of {self.name} became {float(loss)} at step {self.step}.")
        for group in self.optimiser.param_groups:
            group["lr"] = self.learning_rate()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters.values(), self.options.clip_norm)
        self.optimiser.step()
        self.step += 1
        decay = min(_AVERAGE_DECAY, self.step / (self.step + 10))
        averages = list(self.average.values())
        torch._foreach_lerp_(averages, [p.detach() for p in self.parameters.values()], 1.0 - decay)

    def log(self, **values: float) -> None:
        """Append one JSON line with the step, the rate and `values` to the log of this run."""
        line = {"step": self.step, "at": round(time.time(), 1), "rate": round(self.learning_rate(), 7)}
        line |= {key: round(float(value), 5) for key, value in values.items()}
        with (self.options.work_dir / f"{self.name}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def averaged_weights(self) -> dict[str, Tensor]:
        """Return the state dict with the running average of every weight: what is shipped."""
        return self.model.state_dict() | {key: value.clone() for key, value in self.average.items()}

    def save(self) -> Path:
        """Write the checkpoint, whole or not at all, and return its path."""
        tensors = {"step": torch.tensor(self.step)}
        moments = self.optimiser.state_dict()["state"]
        for number, (key, parameter) in enumerate(self.parameters.items()):
            tensors[f"model.{key}"] = parameter.detach()
            tensors[f"average.{key}"] = self.average[key]
            for moment, value in moments.get(number, {}).items():
                tensors[f"adam.{number}.{moment}"] = value
        with atomic_path(self.checkpoint_path) as temporary:
            save_file({key: value.contiguous().clone() for key, value in tensors.items()}, temporary)
        return self.checkpoint_path

    def _resume(self) -> None:
        tensors = load_tensors(self.checkpoint_path)
        self.step = int(tensors["step"])
        with torch.no_grad():
            for key, parameter in self.parameters.items():
                parameter.copy_(tensors[f"model.{key}"])
                self.average[key].copy_(tensors[f"average.{key}"])
        state = self.optimiser.state_dict()
        moments = ("step", "exp_avg", "exp_avg_sq")
        numbers = range(len(self.parameters))
        state["state"] = {n: {m: tensors[f"adam.{n}.{m}"] for m in moments} for n in numbers}
        self.optimiser.load_state_dict(state)


def fit(
    run: PretrainingRun, loss_of_step: Callable[[int], tuple[Tensor, dict[str, float]]]
) -> Pipeline[dict[str, Tensor]]:
    """Return the averaged weights after all steps; what step n draws depends on the seed and n alone.

    Raises:
        DivergedError: a loss became NaN or infinite.
    """
    steps = run.options.steps
    yield StageStarted(run.name, steps)
    begun, first, saved_at = time.monotonic(), run.step, time.monotonic()
    while run.step < steps:
        torch.manual_seed(run.options.seed * 1_000_003 + run.step)
        loss, parts = loss_of_step(run.step)
        run.update(loss)
        pace = (time.monotonic() - begun) / (run.step - first)
        if run.step % _LOG_EVERY_STEPS == 0:
            run.log(seconds_per_step=pace, **parts)
        if time.monotonic() - saved_at > _SAVE_EVERY_SECONDS or run.step == steps:
            saved_at = time.monotonic()
            yield CheckpointSaved(run.step, run.save())
        yield StageAdvanced(run.name, run.step, steps, pace * (steps - run.step))
    return run.averaged_weights()
