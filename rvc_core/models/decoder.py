"""The decoder: latent frames to a waveform, driven by a harmonic source where there is F0.

Source: HiFi-GAN (Kong et al. 2020) §2.2; source injection after NSF (Wang et al. 2019).
"""

from math import prod

import torch
from torch import Tensor, nn
from torch.nn import functional

from rvc_core.config.synthesizer import SynthesizerConfig
from rvc_core.models.memory_layout import in_kernel_layout
from rvc_core.models.source import HarmonicSource
from rvc_core.models.weight_norm import WeightNormConv1d, WeightNormConvTranspose1d

INNER_SLOPE = 0.1
LAST_SLOPE = 0.01  # the last activation only: PyTorch's default slope, which every trained model relies on


class ResBlock(nn.Module):
    """Residual pairs of a dilated and a plain convolution."""

    def __init__(self, channels: int, kernel_size: int, dilations: tuple[int, ...]) -> None:
        """Build one pair per dilation."""
        super().__init__()
        self.convs1 = nn.ModuleList(_same_conv(channels, kernel_size, dilation) for dilation in dilations)
        self.convs2 = nn.ModuleList(_same_conv(channels, kernel_size, 1) for _ in dilations)

    def forward(self, signal: Tensor) -> Tensor:
        """Return `signal` `(B, C, N)` plus what each pair adds."""
        for dilated, plain in zip(self.convs1, self.convs2, strict=True):
            inner = dilated(functional.leaky_relu(signal, INNER_SLOPE))
            signal = signal + plain(functional.leaky_relu(inner, INNER_SLOPE))
        return signal


class Decoder(nn.Module):
    """Upsampling stages, each the mean of residual blocks of several kernel sizes."""

    def __init__(self, config: SynthesizerConfig) -> None:
        """Build for `config`; without F0 there is no source."""
        super().__init__()
        widths = [
            config.upsample_initial_channels >> stage for stage in range(len(config.upsample_rates) + 1)
        ]
        self.conv_pre = nn.Conv1d(config.latent_channels, widths[0], 7, padding=3)
        self.cond = nn.Conv1d(config.speaker_embedding_dim, widths[0], 1)
        self.ups = nn.ModuleList(
            WeightNormConvTranspose1d(wide, narrow, kernel, rate, padding=(kernel - rate) // 2)
            for wide, narrow, kernel, rate in zip(
                widths, widths[1:], config.upsample_kernel_sizes, config.upsample_rates, strict=False
            )
        )
        self.resblocks = nn.ModuleList(
            ResBlock(width, kernel, dilations)
            for width in widths[1:]
            for kernel, dilations in zip(config.resblock_kernel_sizes, config.resblock_dilations, strict=True)
        )
        self.conv_post = nn.Conv1d(widths[-1], 1, 7, padding=3, bias=False)
        self.has_source = config.f0
        if self.has_source:
            self.m_source = HarmonicSource(config.sample_rate, config.hop_length)
            self.noise_convs = nn.ModuleList(
                _source_conv(width, prod(config.upsample_rates[stage + 1 :]))
                for stage, width in enumerate(widths[1:])
            )
        self._initialise()

    def forward(self, latent: Tensor, speaker: Tensor, source: Tensor | None = None) -> Tensor:
        """Return the waveform `(B, 1, T * hop_length)` in (-1, 1) of `latent` `(B, C, T)`.

        `source` `(B, 1, T * hop_length)` comes from `m_source`, for networks with F0.
        """
        signal = in_kernel_layout(self.conv_pre(latent) + self.cond(speaker))
        for stage in range(len(self.ups) - 1):
            signal = self._run_stage(stage, signal, source)
        # The rounding of 16 bits at audio rate would be louder than the faint bands of the waveform.
        with torch.autocast(signal.device.type, enabled=False):
            signal = self._run_stage(len(self.ups) - 1, signal.float(), source)
            return torch.tanh(self.conv_post(functional.leaky_relu(signal, LAST_SLOPE)))

    def _run_stage(self, stage: int, signal: Tensor, source: Tensor | None) -> Tensor:
        signal = in_kernel_layout(self.ups[stage](functional.leaky_relu(signal, INNER_SLOPE)))
        if source is not None:
            signal = signal + self.noise_convs[stage](source)
        per_stage = len(self.resblocks) // len(self.ups)
        blocks = self.resblocks[stage * per_stage : (stage + 1) * per_stage]
        return _mean([block(signal) for block in blocks])

    def _initialise(self) -> None:
        for module in [*self.ups.modules(), *self.resblocks.modules()]:
            if isinstance(module, WeightNormConv1d | WeightNormConvTranspose1d):
                module.reset_weight(0.01)


def _same_conv(channels: int, kernel_size: int, dilation: int) -> WeightNormConv1d:
    padding = (kernel_size - 1) * dilation // 2
    return WeightNormConv1d(channels, channels, kernel_size, dilation=dilation, padding=padding)


def _source_conv(channels: int, stride: int) -> nn.Conv1d:
    """Return the convolution that brings the source to a stage `stride` times slower than the audio."""
    if stride == 1:
        return nn.Conv1d(1, channels, 1)
    return nn.Conv1d(1, channels, 2 * stride, stride=stride, padding=stride // 2)


def _mean(signals: list[Tensor]) -> Tensor:
    total = signals[0]
    for signal in signals[1:]:
        total = total + signal
    return total / len(signals)
