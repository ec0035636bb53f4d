"""Speed of one training step: the plain fp32 step against what training runs.

    python -m tests.bench.training_step_speed [--steps 3] [--threads 2] [--preset standard|compact]
        [--batch 4] [--seconds 3] [--control 3 | --led] [--bfloat16]

v2 at 40 kHz, random weights (seed 0), the same batches and the same noise for both. With `--steps 300` the
means of the losses show how far format and shortcuts lead away from plain fp32; small batches of short
clips tell it as well. `--control N` adds N trainings of each kind whose first weights differ by a millionth:
what trainings differ by that nothing but rounding tells apart, and whether the two kinds differ by more.
With `--led`, training starts every step at the weights and moments of plain fp32: what format and shortcuts
add to the losses of one step, without the ways of two trainings that have parted (its time holds the
copying). Training runs in the format that this CPU's profile chooses, which is named; `--bfloat16` chooses
that one also where the CPU has no instructions for it, for the losses: the seconds say nothing then.
"""

import argparse
import copy
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from statistics import mean, stdev
from typing import Any, TypeVar

import torch
from torch import Tensor

from rvc_core.config import DiscriminatorConfig, SynthesizerConfig
from rvc_core.data.dataset import Batch
from rvc_core.devices import DeviceProfile, device_profile
from rvc_core.losses import (
    GeneratorLosses,
    adversarial_loss,
    discriminator_loss,
    feature_loss,
    kl_loss,
    mel_loss,
)
from rvc_core.models import Discriminator, Judgement, Noise, Synthesizer, take_segments
from rvc_core.models.discriminator import PeriodDiscriminator, ScaleDiscriminator
from rvc_core.training.optimisers import BETAS, EPSILON, portable_state
from rvc_core.training.rvc import LEARNING_RATE, RvcObjective
from tests.bench.rounded_bfloat16 import RoundedBfloat16

NUDGE = 1e-6
Step = Callable[[Batch, torch.Generator], dict[str, Tensor]]
Network = TypeVar("Network", bound=torch.nn.Module)


class PlainStep:
    """One step as the papers write it: fp32, real and generated apart, every gradient computed."""

    def __init__(self, generator: Synthesizer, discriminator: Discriminator) -> None:
        self.generator, self.discriminator = generator, discriminator
        self.spectrogram = RvcObjective(generator, discriminator, profile(torch.float32), False).spectrogram
        self.optimisers = [
            torch.optim.AdamW(network.parameters(), LEARNING_RATE, BETAS, EPSILON)
            for network in (discriminator, generator)
        ]

    def states(self) -> list[dict[str, Any]]:
        """Return the contents of the checkpoints of generator and discriminator."""
        pairs = zip((self.discriminator, self.generator), self.optimisers, strict=True)
        discriminator, generator = (
            {"model": network.state_dict(), "optimizer": portable_state(optimiser, LEARNING_RATE)}
            for network, optimiser in pairs
        )
        return [generator, discriminator]

    def step(self, batch: Batch, random: torch.Generator, segment_frames: int) -> dict[str, Tensor]:
        hop_length = self.generator.config.hop_length
        speakers = torch.zeros_like(batch.lengths)
        forward = self.generator(
            batch.content,
            batch.f0_hz,
            batch.spectrogram,
            batch.lengths,
            speakers,
            segment_frames,
            Noise(generator=random),
        )
        target = take_segments(batch.waveform, forward.start_frames * hop_length, segment_frames * hop_length)
        judged = [self.judge(target), self.judge(forward.waveform.detach())]
        judgement = self.descend(0, discriminator_loss(*judged))
        real, fake = self.judge(target), self.judge(forward.waveform)
        target_mel = take_segments(
            self.spectrogram(batch.waveform.squeeze(1)), forward.start_frames, segment_frames
        )
        losses = GeneratorLosses(
            adversarial_loss(fake),
            feature_loss(real, fake),
            mel_loss(target_mel, self.spectrogram(forward.waveform.squeeze(1))),
            kl_loss(forward.z_p, forward.m_p, forward.logs_p, forward.logs_q, forward.mask),
        )
        self.descend(1, losses.total())
        return {"discriminator": judgement, "feature": losses.feature, "mel": losses.mel, "kl": losses.kl}

    def descend(self, which: int, loss: Tensor) -> Tensor:
        self.optimisers[which].zero_grad()
        loss.backward()
        self.optimisers[which].step()
        return loss.detach()

    def judge(self, waveform: Tensor) -> list[Judgement]:
        return [plain_judgement(part, waveform) for part in self.discriminator.discriminators]


def plain_judgement(part: ScaleDiscriminator | PeriodDiscriminator, waveform: Tensor) -> Judgement:
    """Return the judgement by 1-D and 2-D convolutions as they come."""
    signal = waveform
    if isinstance(part, PeriodDiscriminator):
        missing = -waveform.shape[-1] % part.period
        signal = torch.nn.functional.pad(waveform, (0, missing), mode="reflect") if missing else waveform
        signal = signal.unflatten(-1, (-1, part.period))
    features = []
    for conv in part.convs:
        signal = torch.nn.functional.leaky_relu(conv(signal), 0.1)
        features.append(signal)
    signal = part.conv_post(signal)
    return Judgement(signal.flatten(1), [*features, signal])


def profile(dtype: torch.dtype) -> DeviceProfile:
    return DeviceProfile(torch.device("cpu"), dtype, "bench", 0, torch.get_num_threads())


def draw_batch(config: SynthesizerConfig, seed: int, batch: int = 4, frames: int = 300) -> Batch:
    """Return a batch of harmonic tones with noise, and content that is noise."""
    random = torch.Generator().manual_seed(seed)
    f0_hz = 150 + 200 * torch.rand(batch, 1, generator=random).expand(batch, frames)
    time_axis = torch.arange(frames * config.hop_length) / config.sample_rate
    tones = sum(torch.sin(6.2832 * k * f0_hz[:, :1] * time_axis) / k for k in range(1, 6))
    waveform = 0.1 * tones + 0.01 * torch.randn(tones.shape, generator=random)
    content = torch.randn(batch, frames, config.content_dim, generator=random)
    magnitude = spectrogram_of(config)(waveform)
    return Batch(content, f0_hz, magnitude, torch.full((batch,), frames), waveform.unsqueeze(1))


def spectrogram_of(config: SynthesizerConfig):
    from rvc_core.audio.spectrogram import Spectrogram

    return Spectrogram(config.spectrogram).magnitude


def main() -> None:
    """Print seconds per step of both, their ratio, and the means of the losses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--preset", choices=("standard", "compact"), default="standard")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=3.0)
    repeated = parser.add_mutually_exclusive_group()
    repeated.add_argument("--control", type=int, default=0, metavar="N")
    repeated.add_argument("--led", action="store_true")
    parser.add_argument(
        "--bfloat16", action="store_true", help="also where the CPU has no instructions for it"
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    standard = options.preset == "standard"
    config = (SynthesizerConfig.standard if standard else SynthesizerConfig.compact)(40_000)
    discriminator = Discriminator(
        DiscriminatorConfig.standard() if standard else DiscriminatorConfig.compact()
    )
    generator = Synthesizer(config)
    chosen = device_profile("cpu")
    is_rounded = options.bfloat16 and chosen.dtype != torch.bfloat16
    if is_rounded:
        chosen = replace(chosen, dtype=torch.bfloat16)
    print(f"{chosen.name}; training runs in {chosen.dtype}{', rounded from float32' if is_rounded else ''}")
    steps = (
        led_steps(generator, discriminator, chosen)
        if options.led
        else free_steps(generator, discriminator, chosen, options.control)
    )
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    losses: dict[str, list[dict[str, float]]] = {name: [] for name in steps}
    for index in range(options.steps + 1):  # the first step sets kernels up and is not counted
        batch = draw_batch(config, index, options.batch, round(options.seconds * 100))
        for name, step in steps.items():
            random = torch.Generator().manual_seed(index)
            wall, cpu = time.perf_counter(), time.process_time()
            with RoundedBfloat16() if is_rounded else nullcontext():
                found = step(batch, random)
            seconds[name].append((time.perf_counter() - wall, time.process_time() - cpu))
            losses[name].append({key: float(value.detach()) for key, value in found.items()})
    report(seconds, losses)
    if options.control:
        report_spread(losses)


def free_steps(
    generator: Synthesizer, discriminator: Discriminator, chosen: DeviceProfile, control: int
) -> dict[str, Step]:
    """Return the step of one training of each kind, and of `control` nudged ones of each."""
    steps: dict[str, Step] = {}
    for number in range(control + 1):
        suffix = f" {number}" if number else ""
        plain, fast = ((nudged(generator, number), nudged(discriminator, number)) for _ in range(2))
        steps[f"plain fp32{suffix}"] = plain_step(PlainStep(*plain))
        steps[f"training{suffix}"] = RvcObjective(*fast, chosen, compact=False).step
    return steps


def led_steps(generator: Synthesizer, discriminator: Discriminator, chosen: DeviceProfile) -> dict[str, Step]:
    """Return training's step from where plain fp32 stands, then plain fp32's own."""
    leader = PlainStep(copy.deepcopy(generator), copy.deepcopy(discriminator))
    led = RvcObjective(generator, discriminator, chosen, compact=False)

    def step(batch: Batch, random: torch.Generator) -> dict[str, Tensor]:
        led.restore(*leader.states())
        return led.step(batch, random)

    return {"training": step, "plain fp32": plain_step(leader)}


def plain_step(plain: PlainStep) -> Step:
    """Return the plain step with segments as long as those of training."""
    return lambda batch, random: plain.step(batch, random, plain.generator.config.training_segment_frames)


def nudged(network: Network, seed: int) -> Network:
    """Return a copy; with a seed, its weights are off by a millionth of themselves, up or down."""
    random = torch.Generator().manual_seed(seed)
    other = copy.deepcopy(network)
    if seed:
        with torch.no_grad():
            for weight in other.parameters():
                weight *= 1.0 + NUDGE * (2.0 * torch.rand(weight.shape, generator=random) - 1.0)
    return other


def mean_losses(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}


def report(seconds: dict[str, list[tuple[float, float]]], losses: dict[str, list[dict[str, float]]]) -> None:
    plain_wall, plain_cpu = (min(column) for column in zip(*seconds["plain fp32"][1:], strict=True))
    for name, rows in seconds.items():
        wall, cpu = (min(column) for column in zip(*rows[1:], strict=True))
        means, wanted = mean_losses(losses[name]), mean_losses(losses["plain fp32"])
        told = ", ".join(f"{key} {means[key]:.4f} ({means[key] / wanted[key] - 1:+.2%})" for key in wanted)
        print(
            f"{name:12} wall {wall:6.2f} s ({plain_wall / wall:.2f}x), CPU {cpu:6.2f} s "
            f"({plain_cpu / cpu:.2f}x); {told}"
        )


def report_spread(losses: dict[str, list[dict[str, float]]]) -> None:
    """Print the mean of the trainings of each kind, and the deviation from one to another."""
    kinds = ("plain fp32", "training")
    told = {
        kind: [mean_losses(rows) for name, rows in losses.items() if name.startswith(kind)] for kind in kinds
    }
    for loss in told["plain fp32"][0]:
        columns = {kind: [means[loss] for means in told[kind]] for kind in kinds}
        parts = [f"{kind} {mean(values):.4f} +- {stdev(values):.4f}" for kind, values in columns.items()]
        away = mean(columns["training"]) / mean(columns["plain fp32"]) - 1
        print(f"{loss:13} of {len(told['training'])} each: {', '.join(parts)} ({away:+.2%})")


if __name__ == "__main__":
    main()
