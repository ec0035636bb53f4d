"""The harmonic source of the decoder: a sine at F0, and noise where there is none.

Source: Wang et al., "Neural source-filter waveform models" (2019), §III-B.
"""

import math

import torch
from torch import Tensor, nn

SINE_AMPLITUDE = 0.1
VOICED_NOISE = 0.003
UNVOICED_NOISE = SINE_AMPLITUDE / 3


def sine_at(f0_hz: Tensor, sample_rate: int, hop_length: int, f0_before_hz: Tensor | None = None) -> Tensor:
    """Return a sine of amplitude 1 that follows `f0_hz` `(B, T)` held over each frame, `(B, T * hop_length)`.

    With `f0_before_hz` `(B, T0)`, its phase is the one it would have after that.

    The phase is exact at any length: whole cycles are taken off per frame in float64, so only a
    fraction below one cycle is ever turned into float32.
    """
    before = f0_hz[:, :0] if f0_before_hz is None else f0_before_hz
    cycles = torch.cat([before, f0_hz], dim=1).double() / sample_rate  # per sample
    per_frame = cycles * hop_length
    start = (per_frame.cumsum(1) - per_frame) % 1.0
    start, cycles = start[:, before.shape[1] :], cycles[:, before.shape[1] :]
    offsets = torch.arange(1, hop_length + 1, device=f0_hz.device, dtype=torch.float64)
    phase = (start.unsqueeze(2) + cycles.unsqueeze(2) * offsets) % 1.0  # (B, T, hop)
    return torch.sin(2 * math.pi * phase.flatten(1).float())


def standard_noise(shape: torch.Size, generator: torch.Generator | None, device: torch.device) -> Tensor:
    """Return normal noise of `shape` on `device`, the same for the same seed on every device kind."""
    origin = generator.device if generator is not None else device
    return torch.randn(shape, generator=generator, device=origin).to(device)


class HarmonicSource(nn.Module):
    """Excitation of the decoder at audio rate, learned in gain and offset only."""

    def __init__(self, sample_rate: int, hop_length: int) -> None:
        """Build for `sample_rate` in Hz and `hop_length` in samples."""
        super().__init__()
        self.sample_rate = sample_rate
        self.hop_length = hop_length
        self.l_linear = nn.Linear(1, 1)

    def forward(
        self,
        f0_hz: Tensor,
        noise_scale: float = 1.0,
        generator: torch.Generator | None = None,
        f0_before_hz: Tensor | None = None,
    ) -> Tensor:
        """Return the source `(B, 1, T * hop_length)` in (-1, 1) of `f0_hz` `(B, T)`; 0 Hz is unvoiced.

        With `f0_before_hz` `(B, T0)`, its phase continues from there.
        """
        voiced = (f0_hz > 0).float().repeat_interleave(self.hop_length, dim=1)
        sine = sine_at(f0_hz, self.sample_rate, self.hop_length, f0_before_hz)
        source = SINE_AMPLITUDE * sine * voiced
        if noise_scale:
            deviation = voiced * VOICED_NOISE + (1 - voiced) * UNVOICED_NOISE
            noise = standard_noise(source.shape, generator, source.device)
            source = source + noise_scale * deviation * noise
        with torch.autocast(f0_hz.device.type, enabled=False):
            gained = source * self.l_linear.weight.float() + self.l_linear.bias.float()
        return torch.tanh(gained).unsqueeze(1)
