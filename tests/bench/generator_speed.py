"""Speed of conversion at full size: the plain fp32 network against what conversion runs.

    python -m tests.bench.generator_speed [--seconds 30] [--threads 2] [--rounds 2] [--all-formats]

Weights are random (seed 0) at unit gain, so that the output is loud and fills the spectrum as a trained
network's does; fresh weights give near silence, whose mel spectrogram tells rounding noise alone
(`--fresh` measures that). v2 at 40 kHz. Wall and CPU seconds are the best of the rounds, which alternate.
The format that this CPU's profile chooses is named; bfloat16 is measured where chosen, or asked for.
"""

import argparse
import copy
import time
from collections.abc import Callable

import torch

from rvc_core.audio.spectrogram import Spectrogram
from rvc_core.config import SynthesizerConfig
from rvc_core.devices import device_profile
from rvc_core.models import Synthesizer

CONFIG = SynthesizerConfig.standard(40_000)


def plain(network: Synthesizer, dtype: torch.dtype) -> Callable[..., torch.Tensor]:
    """Return the network as it is written, under autocast where `dtype` is narrow."""
    return under_autocast(network.infer, dtype)


def fused(network: Synthesizer, dtype: torch.dtype) -> Callable[..., torch.Tensor]:
    """Return what `load_voice_model` runs on a device whose profile has `dtype`."""
    return under_autocast(copy.deepcopy(network).fuse(dtype).infer, dtype)


def under_autocast(infer: Callable[..., torch.Tensor], dtype: torch.dtype) -> Callable[..., torch.Tensor]:
    def run(*inputs: object, **options: object) -> torch.Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=dtype == torch.bfloat16):
            return infer(*inputs, **options)

    return run


def timed(infer: Callable[..., torch.Tensor], frames: int) -> tuple[torch.Tensor, float, float]:
    """Return waveform, wall seconds and CPU seconds of one conversion."""
    drawn = torch.Generator().manual_seed(1)
    content = torch.randn(1, frames, CONFIG.content_dim, generator=drawn)
    f0_hz = (220.0 + 30 * torch.sin(torch.arange(frames) / 20)) * (torch.arange(frames) % 100 > 20)
    wall, cpu = time.perf_counter(), time.process_time()
    waveform = infer(content, f0_hz.unsqueeze(0), generator=drawn)
    return waveform, time.perf_counter() - wall, time.process_time() - cpu


def snr_db(exact: torch.Tensor, other: torch.Tensor) -> float:
    """Return the level of `exact` above the difference, in dB."""
    error = (other - exact).square().sum().clamp(min=1e-30)
    return float(10 * torch.log10(exact.square().sum() / error))


def make_loud(network: Synthesizer) -> None:
    """Give every layer unit gain."""
    for name, weight in network.named_parameters():
        if name.endswith("weight_g"):
            torch.nn.init.constant_(weight, 0.5)
        elif name.endswith("weight_v") or (weight.dim() > 1 and not name.startswith("emb_g")):
            torch.nn.init.normal_(weight, 0.0, weight[0].numel() ** -0.5)


def main() -> None:
    """Print one row per form of the network, and its ratio to the plain one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--all-formats", action="store_true", help="bfloat16 also where it is emulated")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    network = Synthesizer(CONFIG, posterior=False).eval().requires_grad_(False)
    if not options.fresh:
        make_loud(network)
    profile = device_profile("cpu")
    print(f"{profile.name}; conversion runs in {profile.dtype}")
    forms = {"plain fp32": plain(network, torch.float32), "fused fp32": fused(network, torch.float32)}
    if options.all_formats or profile.dtype == torch.bfloat16:
        forms["plain bf16 autocast"] = plain(network, torch.bfloat16)
        forms["fused bf16"] = fused(network, torch.bfloat16)
    frames = round(options.seconds * 100)
    rounds = [{name: timed(infer, frames) for name, infer in forms.items()} for _ in range(options.rounds)]
    best = {name: [min(results[name][column] for results in rounds) for column in (1, 2)] for name in forms}
    exact, log_mel = rounds[0]["plain fp32"][0], Spectrogram(CONFIG.spectrogram)
    print(f"{'':20} {'wall s':>8} {'ratio':>6} {'CPU s':>8} {'ratio':>6} {'SNR dB':>7} {'log-mel L1':>10}")
    for name in forms:
        waveform = rounds[0][name][0]
        (wall, cpu), (plain_wall, plain_cpu) = best[name], best["plain fp32"]
        distance = float((log_mel(waveform) - log_mel(exact)).abs().mean())
        print(
            f"{name:20} {wall:8.2f} {plain_wall / wall:6.2f} {cpu:8.2f} {plain_cpu / cpu:6.2f} "
            f"{snr_db(exact, waveform):7.1f} {distance:10.4f}"
        )


if __name__ == "__main__":
    main()
