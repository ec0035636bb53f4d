"""How the training loop takes its steps: as Python runs them, or replayed from a CUDA graph.

A step of full size is some thousands of kernels, each finished by the GPU before Python launches the next.
A graph launches them all at once. It contains addresses, not values, so
- every batch has one shape: the batch size, and as many frames as the data set's longest item;
- batches are copied into the tensors that the captured step read;
- the learning rate is a tensor, and the noise comes from one generator, seeded for each step. A replayed
  step thus draws what the step run by Python draws, and a resumed training what an uninterrupted one draws.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from typing import Protocol

import torch
from torch import Tensor

from rvc_core.data.dataset import Batch
from rvc_core.devices import is_out_of_memory
from rvc_core.events import Warned
from rvc_core.training.objective import Objective
from rvc_core.training.rvc import RvcObjective

REHEARSALS = 3  # real steps, run by Python: kernels are chosen, and the optimisers make their state

Losses = dict[str, Tensor]  # by name, each a scalar on the device


class Steps(Protocol):
    """Steps of one training, all of one batch size except odd ones."""

    n_frames: int | None  # that every batch has to be padded to; None: its longest item's

    def run(self, batch: Batch, seed: int) -> Losses:
        """Improve the networks by one batch, all chance from `seed`; return the losses, on the device."""
        ...

    def take_warning(self) -> Warned | None:
        """Return a warning the person has not seen yet, if there is one."""
        ...


def build_steps(objective: Objective, device: torch.device, batch_size: int, longest: int) -> Steps:
    """Return the fastest way to take steps of `batch_size` items, `longest` frames at most, on `device`."""
    if device.type == "cuda" and isinstance(objective, RvcObjective):  # others have steps of changing shape
        return GraphedSteps(EagerSteps(objective, device), GraphRecorder(device), batch_size, longest)
    return EagerSteps(objective, device)


class EagerSteps:
    """Steps as Python runs them."""

    n_frames: int | None = None

    def __init__(self, objective: Objective, device: torch.device) -> None:
        """Take steps of `objective`, which is on `device`."""
        self.step = objective.step
        self.device = device

    def run(self, batch: Batch, seed: int) -> Losses:
        """Improve the networks by one batch; see `Steps`."""
        return self.step(batch, torch.Generator(self.device).manual_seed(seed))

    def take_warning(self) -> Warned | None:
        """Return None: there is nothing to warn about."""
        return None


class Recorder(Protocol):
    """Records what a function does on a device, to do it again."""

    def rehearse(self, function: Callable[[], Losses]) -> Losses:
        """Return what `function` returns, called as it will be when it is recorded."""
        ...

    def record(self, function: Callable[[], Losses], random: torch.Generator) -> Callable[[], Losses]:
        """Return a function that repeats all `function` does, which draws from `random` alone.

        Raises:
            RuntimeError: it cannot be recorded; nothing was done then.
        """
        ...


class GraphRecorder:
    """Records CUDA graphs, on a stream of its own."""

    def __init__(self, device: torch.device) -> None:
        """Record what is done on `device`."""
        self._device = device
        self._stream = torch.cuda.Stream(device)

    def rehearse(self, function: Callable[[], Losses]) -> Losses:
        """Return what `function` returns, called on the stream of recordings."""
        current = torch.cuda.current_stream(self._device)
        self._stream.wait_stream(current)
        with torch.cuda.stream(self._stream), _fastest_kernels():
            losses = function()
        current.wait_stream(self._stream)
        return losses

    def record(self, function: Callable[[], Losses], random: torch.Generator) -> Callable[[], Losses]:
        """Return what replays `function`; see `Recorder`.

        Raises:
            RuntimeError: CUDA refuses something in it.
        """
        current = torch.cuda.current_stream(self._device)
        graph = torch.cuda.CUDAGraph()
        graph.register_generator_state(random)
        try:
            # Other threads may look at the device meanwhile: only this one's calls can spoil the capture.
            with (
                _fastest_kernels(),
                torch.cuda.graph(graph, stream=self._stream, capture_error_mode="thread_local"),
            ):
                losses = function()
                values = torch.stack(list(losses.values()))
        finally:
            torch.cuda.set_stream(current)  # a capture that fails leaves its own behind
        names = tuple(losses)

        def replay() -> Losses:
            graph.replay()
            return dict(zip(names, values.clone().unbind(), strict=True))  # the next replay overwrites them

        return replay


class GraphedSteps:
    """Steps replayed from a recording made after the first few.

    Without a recording, and for batches of another size, steps are run by Python.
    """

    def __init__(self, eager: EagerSteps, recorder: Recorder, batch_size: int, n_frames: int) -> None:
        """Take the steps of `eager` on batches of `batch_size` items, padded to `n_frames`."""
        self.n_frames: int | None = n_frames
        self._eager = eager
        self._recorder = recorder
        self._batch_size = batch_size
        self._random = torch.Generator(eager.device)
        self._inputs: Batch | None = None
        self._replay: Callable[[], Losses] | None = None
        self._rehearsed = 0
        self._is_refused = False
        self._warning: Warned | None = None

    @property
    def is_recorded(self) -> bool:
        """Whether steps are replayed."""
        return self._replay is not None

    def run(self, batch: Batch, seed: int) -> Losses:
        """Improve the networks by one batch; see `Steps`.

        Raises:
            OutOfMemoryError: the recorded step does not fit into the device.
        """
        if self._is_refused or len(batch.lengths) != self._batch_size:
            return self._eager.run(batch, seed)
        self._random.manual_seed(seed)
        inputs = self._take_in(batch)
        if self._rehearsed < REHEARSALS:
            self._rehearsed += 1
            return self._recorder.rehearse(partial(self._eager.step, inputs, self._random))
        if self._replay is None:
            self._record(inputs)
        return self._eager.run(batch, seed) if self._replay is None else self._replay()

    def take_warning(self) -> Warned | None:
        """Return why there is no recording, once."""
        warning, self._warning = self._warning, None
        return warning

    def _take_in(self, batch: Batch) -> Batch:
        """Return the tensors that stay where they are, with the values of `batch`."""
        if self._inputs is None:
            self._inputs = Batch(*(getattr(batch, field.name).clone() for field in fields(Batch)))
            return self._inputs
        for field in fields(Batch):
            getattr(self._inputs, field.name).copy_(getattr(batch, field.name))
        return self._inputs

    def _record(self, inputs: Batch) -> None:
        lack = None
        try:
            self._replay = self._recorder.record(
                partial(self._eager.step, inputs, self._random), self._random
            )
        except RuntimeError as error:
            lack, reason = _lack_of_memory(error), f"{type(error).__name__}: {error}".splitlines()[0]
            message = (
                f"The training continues without a CUDA graph, more slowly. Recording one failed: {reason}"
            )
            self._is_refused, self._warning = True, Warned("graph_unavailable", message)
        if lack is not None:  # here, because the error keeps the tensors of the step alive
            raise torch.OutOfMemoryError(lack)


@contextmanager
def _fastest_kernels() -> Iterator[None]:
    """Let cuDNN try its kernels for each new shape; there are few, and they stay."""
    before = torch.backends.cudnn.benchmark
    torch.backends.cudnn.benchmark = True
    try:
        yield
    finally:
        torch.backends.cudnn.benchmark = before


def _lack_of_memory(error: BaseException | None) -> str | None:
    """Return the message of the lack of memory behind `error`; the end of a capture hides its cause."""
    while error is not None:
        if is_out_of_memory(error):
            return str(error)
        error = error.__context__
    return None
