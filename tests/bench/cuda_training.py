"""Training steps of full size on a GPU, run by Python and replayed from a CUDA graph."""

import gc
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rvc_core.config.synthesizer import DiscriminatorConfig, SynthesizerConfig
from rvc_core.data.dataset import Example, TrainingSet
from rvc_core.devices import DeviceProfile
from rvc_core.models import Synthesizer, build_discriminator
from rvc_core.training.graphed import REHEARSALS, EagerSteps, GraphedSteps, GraphRecorder
from rvc_core.training.rvc import RvcObjective
from tests.bench.gpu_meter import GpuMeter, host_syncs, synchronised_seconds

SAMPLE_RATE = 40_000
COMPARED_STEPS = 20
SYNC_STEPS = 3
NOT_COMPARABLE = ("generator",)  # the weighted sum of the others


@dataclass(frozen=True)
class Workload:
    """What is trained, and how long it is timed."""

    device: torch.device
    is_tiny: bool
    seconds: float  # of timing, per row
    frames: int = 360  # of every slice

    def examples(self, count: int) -> list[Example]:
        """Return `count` slices of a harmonic tone with noise, content that is noise."""
        rng = np.random.default_rng(0)
        samples = np.arange(self.frames * SAMPLE_RATE // 100) / SAMPLE_RATE
        found = []
        for number in range(count):
            f0 = 150.0 + 10.0 * number
            tone = sum(np.sin(2 * np.pi * k * f0 * samples) / k for k in range(1, 6))
            waveform = (0.1 * tone + 0.01 * rng.standard_normal(len(samples))).astype(np.float32)
            content = rng.standard_normal((self.frames // 2, 768)).astype(np.float32)
            found.append(Example(f"{number}", content, np.full(self.frames, f0, np.float32), waveform))
        return found

    def objective(self, dtype: torch.dtype) -> RvcObjective:
        """Return v2's objective with seeded random weights."""
        sizes = SynthesizerConfig.compact if self.is_tiny else SynthesizerConfig.standard
        judges = DiscriminatorConfig.compact() if self.is_tiny else DiscriminatorConfig.standard()
        torch.manual_seed(0)
        networks = Synthesizer(sizes(SAMPLE_RATE, content_dim=768)), build_discriminator(judges)
        profile = DeviceProfile(self.device, dtype, "bench", 0, torch.get_num_threads())
        return RvcObjective(*(network.to(self.device) for network in networks), profile, compact=False)


@dataclass(frozen=True)
class Row:
    """What one way of stepping gave."""

    name: str
    losses: list[dict[str, float]]
    steps_per_second: float

    def deviations(self, reference: "Row") -> str:
        """Return how far the mean of each loss lies from the reference's."""
        told = []
        for name in self.losses[0]:
            if name not in NOT_COMPARABLE:
                pair = [np.mean([row[name] for row in found.losses]) for found in (self, reference)]
                told.append(f"{name} {pair[0]:.4f} ({pair[0] / pair[1] - 1:+.2%})")
        return ", ".join(told)


class Run:
    """One objective, its data and its way of stepping."""

    def __init__(self, workload: Workload, batch_size: int, dtype: torch.dtype, is_graphed: bool) -> None:
        objective = workload.objective(dtype)
        self.data = TrainingSet(workload.examples(batch_size + 2), objective.spectrogram)
        self.batch_size, self.device, self.taken = batch_size, workload.device, 0
        eager = EagerSteps(objective, workload.device)
        recorder = GraphRecorder(workload.device) if is_graphed else None
        self.steps = GraphedSteps(eager, recorder, batch_size, workload.frames) if recorder else eager

    def step(self) -> dict[str, Tensor]:
        """Take the next step; the same for the same number of steps taken, whatever the way."""
        rng = np.random.default_rng((1, self.taken))
        seed = int(rng.integers(2**62))
        items = rng.permutation(len(self.data))[: self.batch_size]
        self.taken += 1
        return self.steps.run(self.data.batch(items, None, rng, self.steps.n_frames), seed)

    def take(self, count: int) -> list[dict[str, Tensor]]:
        """Take `count` steps and return their losses, on the device."""
        return [self.step() for _ in range(count)]


def measure(workload: Workload, name: str, batch_size: int, dtype: torch.dtype, is_graphed: bool) -> Row:
    """Print one row and return it."""
    on_gpu = workload.device.type == "cuda"
    if on_gpu:
        gc.collect()
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    begun = time.perf_counter()
    run = Run(workload, batch_size, dtype, is_graphed)
    losses: list[dict[str, Tensor]] = []
    first_seconds = synchronised_seconds(workload.device, lambda: losses.extend(run.take(REHEARSALS + 2)))
    losses += run.take(COMPARED_STEPS - len(losses))
    found = [{key: float(value) for key, value in row.items()} for row in losses]
    pace = synchronised_seconds(workload.device, lambda: run.take(2)) / 2
    count = max(2, round(workload.seconds / pace))
    with GpuMeter() as meter:
        seconds = synchronised_seconds(workload.device, lambda: run.take(count))
    row = Row(name, found, count / seconds)
    print(
        f"batch {batch_size:2} {name:13} {row.steps_per_second:7.2f} steps/s, "
        f"{row.steps_per_second * batch_size * workload.frames / 100:7.1f} s of voice/s, "
        f"first {REHEARSALS + 2} steps {first_seconds:.1f} s, all {time.perf_counter() - begun:.1f} s"
    )
    if on_gpu:
        _tell_device(run, meter)
    warning = run.steps.take_warning()
    if warning is not None:
        print(f"    FELL BACK: {warning.message}")
    return row


def _tell_device(run: Run, meter: GpuMeter) -> None:
    waits = host_syncs(lambda: run.take(SYNC_STEPS))
    gib = [peak() / 2**30 for peak in (torch.cuda.max_memory_allocated, torch.cuda.max_memory_reserved)]
    print(
        f"    host syncs per step {len(waits) / SYNC_STEPS:.1f} {sorted(set(waits))[:5]}, peak memory "
        f"{gib[0]:.2f} GiB allocated, {gib[1]:.2f} reserved; busy {meter.told()}"
    )
    if isinstance(run.steps, GraphedSteps):
        print(f"    replayed from a graph: {run.steps.is_recorded}")


def compare(workload: Workload, batch_size: int) -> None:
    """Print the three ways of stepping at one batch size, and how their losses differ."""
    bf16, rows = torch.bfloat16, []
    rows.append(measure(workload, "eager bf16", batch_size, bf16, is_graphed=False))
    if workload.device.type == "cuda":
        rows.append(measure(workload, "graphed bf16", batch_size, bf16, is_graphed=True))
    rows.append(measure(workload, "eager fp32", batch_size, torch.float32, is_graphed=False))
    for row in rows[:-1]:
        print(f"    means of {COMPARED_STEPS} steps, {row.name} (from fp32): {row.deviations(rows[-1])}")
    if len(rows) == 3:
        print(f"    graphed (from eager bf16): {rows[1].deviations(rows[0])}")
        ratios = [rows[1].steps_per_second / row.steps_per_second for row in (rows[0], rows[2])]
        print(f"    graphed is {ratios[0]:.2f}x eager bf16 and {ratios[1]:.2f}x eager fp32")
