"""The training loop: epochs of steps, with progress, halving of the batch, and a look at every loss."""

import math
import time
from collections import deque

import numpy as np
import torch
from torch import Tensor

from rvc_core.data.dataset import TrainingSet, epoch_order
from rvc_core.devices import is_out_of_memory
from rvc_core.errors import DeviceOutOfMemoryError, DivergedError
from rvc_core.events import EpochFinished, Pipeline, StageAdvanced, Warned
from rvc_core.training.fit_state import AFTER_DIVERGENCE, FitState
from rvc_core.training.graphed import Steps, build_steps
from rvc_core.training.objective import Objective

STAGE = "training"
PROGRESS_SECONDS = 0.3  # between progress events: each makes the host wait for the device
TIMED_PROGRESSES = 20  # how far back step times are averaged


class Fit:
    """One training run over one data set."""

    def __init__(
        self,
        objective: Objective,
        data: TrainingSet,
        state: FitState,
        epochs: int,
        seed: int,
        deadline: float | None = None,
    ) -> None:
        """Prepare to train `objective` on `data`; `state` is kept up to date after every step.

        Args:
            objective: The networks, and how one batch improves them.
            data: What they learn from.
            state: Where the training stands.
            epochs: In all, including those before a resume.
            seed: All chance comes from it.
            deadline: When to stop, on the monotonic clock in seconds; None: after the last epoch.
        """
        self.state = state
        self._objective = objective
        self._data = data
        self._epochs, self._seed, self._deadline = epochs, seed, deadline
        self._device = next(objective.generator.parameters()).device
        self._steps = self._new_steps()
        self._sums: dict[str, Tensor] = {}
        self._paces: deque[tuple[float, int]] = deque(maxlen=TIMED_PROGRESSES)  # seconds, items
        self._begun_at = self._progressed_at = time.monotonic()
        self._progressed_items = self._items_done()  # before a resume, in time that is not known

    @property
    def is_over(self) -> bool:
        """Whether the last epoch is finished or the time is up."""
        return self.state.epoch >= self._epochs or self._is_late()

    @property
    def total(self) -> int:
        """Units of work of the stage: slices, once for each epoch."""
        return self._epochs * len(self._data)

    def run_epoch(self) -> Pipeline[None]:
        """Finish the current epoch, or stop when the time is up.

        Raises:
            DivergedError: a loss became NaN or infinite.
            DeviceOutOfMemoryError: not even one item fits into memory.
        """
        state = self.state
        state.begin_epoch()
        order = epoch_order(self._data.frames, state.order_batch_size, self._seed, state.epoch)
        while state.items_done < len(order) and not self._is_late():
            warning = self._try_step(order[state.items_done : state.items_done + state.batch_size])
            if warning is not None:
                yield warning
            elif time.monotonic() - self._progressed_at >= PROGRESS_SECONDS:
                yield self.progress()
        self.look()
        if state.items_done >= len(order):
            self._objective.finish_epoch()
            means = state.end_epoch()
            epoch, step, left = state.epoch, state.step, self._seconds_left()
            yield EpochFinished(epoch, self._epochs, step, means, left)

    def look(self) -> None:
        """Bring the losses of the last steps into the state.

        Raises:
            DivergedError: one of them is NaN or infinite.
        """
        for name, total in self._sums.items():
            value = float(total)  # waits for the device
            if not math.isfinite(value):
                raise DivergedError(
                    f"The {name} loss became {value} before step {self.state.step}, {AFTER_DIVERGENCE}"
                )
            self.state.loss_sums[name] = self.state.loss_sums.get(name, 0.0) + value
        self._sums = {}

    def _try_step(self, items: np.ndarray) -> Warned | None:
        """Train on `items`; return a warning: they did not fit and the batch was halved, or it is slow."""
        losses: dict[str, Tensor] | None = None
        try:
            losses = self._step(items)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        if losses is None:  # here, because the error keeps the tensors of the step alive
            return self._halve()
        for name, loss in losses.items():
            self._sums[name] = self._sums[name] + loss if name in self._sums else loss
        self.state.step += 1
        self.state.epoch_steps += 1
        self.state.items_done += len(items)
        return self._steps.take_warning()

    def _step(self, items: np.ndarray) -> dict[str, Tensor]:
        rng = np.random.default_rng((self._seed, self.state.step))
        seed = int(rng.integers(2**62))
        batch = self._data.batch(items, self._objective.context_frames, rng, self._steps.n_frames)
        return self._steps.run(batch, seed)

    def _new_steps(self) -> Steps:
        longest = self._data.longest(self._objective.context_frames)
        return build_steps(self._objective, self._device, self.state.batch_size, longest)

    def _halve(self) -> Warned:
        if self.state.batch_size == 1:
            raise DeviceOutOfMemoryError(
                "The device ran out of memory even with one slice per step; close other programs that "
                "use it, train with the preset compact, or on the CPU."
            )
        self.state.batch_size //= 2
        self._steps = self._new_steps()
        if self._device.type == "cuda":
            torch.cuda.empty_cache()
        size = self.state.batch_size
        message = f"The device ran out of memory; the training continues with batches of {size}."
        return Warned("batch_halved", message, {"batch_size": size})

    def progress(self) -> StageAdvanced:
        """Return how far the training is: by its items, or by the clock where that is nearer to its end.

        Raises:
            DivergedError: a loss became NaN or infinite.
        """
        self.look()
        now, done = time.monotonic(), self._items_done()
        self._paces.append((now - self._progressed_at, max(0, done - self._progressed_items)))
        self._progressed_at, self._progressed_items = now, done
        return StageAdvanced(STAGE, max(done, self._time_done(now)), self.total, self._seconds_left())

    def _items_done(self) -> int:
        done = self.state.epoch * len(self._data) + min(self.state.items_done, len(self._data))
        return min(self.total, done)

    def _time_done(self, now: float) -> int:
        """Return the share of `total` that the time from here to the deadline has used up; 0 without one."""
        if self._deadline is None:
            return 0
        allowed = self._deadline - self._begun_at
        share = (now - self._begun_at) / allowed if allowed > 0 else 1.0
        return int(self.total * min(1.0, share))

    def _seconds_left(self) -> float | None:
        timed = list(self._paces)[1:] or list(self._paces)  # the first includes warming up
        items = sum(count for _, count in timed)
        if not items:
            return None
        left = (self.total - self._items_done()) * sum(seconds for seconds, _ in timed) / items
        if self._deadline is not None:
            left = min(left, max(0.0, self._deadline - time.monotonic()))
        return left

    def _is_late(self) -> bool:
        """Return whether the time is up; even then one step is taken, so that there is a model."""
        if self._deadline is None or self.state.step == 0:
            return False
        return time.monotonic() >= self._deadline
