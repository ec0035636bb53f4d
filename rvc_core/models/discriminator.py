"""Discriminators on the raw waveform and on its periods.

Source: HiFi-GAN (Kong et al. 2020) §2.3; MelGAN (Kumar et al. 2019) §2.2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from torch import Tensor, nn
from torch.nn import functional

from rvc_core.config.synthesizer import DiscriminatorConfig
from rvc_core.models.memory_layout import in_kernel_layout
from rvc_core.models.weight_norm import WeightNormConv1d, WeightNormConv2d

SLOPE = 0.1
DOWNSAMPLING = 81  # of the deep layers, by four strides of 3


@dataclass(frozen=True, slots=True)
class Judgement:
    """One sub-discriminator's judgement of a batch."""

    scores: Tensor  # (B, positions), 1 = real
    features: list[Tensor]  # every layer's output, the scores' layer last; batch first


class ScaleDiscriminator(nn.Module):
    """Strided grouped convolutions over the raw waveform."""

    def __init__(self, config: DiscriminatorConfig) -> None:
        """Build for `config`."""
        super().__init__()
        outs, groups = config.scale_channels, config.scale_groups
        ins = (1, *outs[:-1])
        kernels, strides = (15, 41, 41, 41, 41, 5), (1, 4, 4, 4, 4, 1)
        self.convs = nn.ModuleList(
            WeightNormConv1d(n_in, n_out, kernel, stride, kernel // 2, groups=group)
            for n_in, n_out, kernel, stride, group in zip(ins, outs, kernels, strides, groups, strict=True)
        )
        self.conv_post = WeightNormConv1d(outs[-1], 1, 3, padding=1)

    def forward(self, waveform: Tensor) -> Judgement:
        """Return the judgement of `waveform` `(B, 1, N)`."""
        features = _features(waveform, [*self.convs, self.conv_post])
        return Judgement(features[-1].flatten(1), features)


class PeriodDiscriminator(nn.Module):
    """Convolutions over the samples that are one period apart."""

    def __init__(self, period: int, config: DiscriminatorConfig) -> None:
        """Build for a period in samples."""
        super().__init__()
        self.period = period
        outs = config.period_channels
        self.convs = nn.ModuleList(
            WeightNormConv2d(n_in, n_out, (5, 1), (stride, 1), (2, 0))
            for n_in, n_out, stride in zip((1, *outs[:-1]), outs, (3, 3, 3, 3, 1), strict=True)
        )
        self.conv_post = WeightNormConv2d(outs[-1], 1, (3, 1), padding=(1, 0))

    def forward(self, waveform: Tensor) -> Judgement:
        """Return the judgement of `waveform` `(B, 1, N)`."""
        missing = -waveform.shape[-1] % self.period
        if missing:
            waveform = functional.pad(waveform, (0, missing), mode="reflect")
        image = waveform.unflatten(-1, (-1, self.period))  # (B, 1, N/p, p)
        # Kernels work along the last axis, which should be the longer one in the deep layers.
        time_last = image.shape[2] > self.period * DOWNSAMPLING
        layers = [partial(layer, transposed=time_last) for layer in (*self.convs, self.conv_post)]
        features = _features(image.transpose(2, 3) if time_last else image, layers)
        scores = features[-1].transpose(2, 3) if time_last else features[-1]
        return Judgement(scores.flatten(1), features)


class Discriminator(nn.Module):
    """The scale discriminator and one period discriminator for each period."""

    def __init__(self, config: DiscriminatorConfig) -> None:
        """Build for `config` with fresh weights."""
        super().__init__()
        self.config = config
        self.discriminators = nn.ModuleList(
            [ScaleDiscriminator(config), *(PeriodDiscriminator(period, config) for period in config.periods)]
        )

    def forward(self, waveform: Tensor) -> list[Judgement]:
        """Return one judgement per sub-discriminator of `waveform` `(B, 1, N)`."""
        return [discriminator(waveform) for discriminator in self.discriminators]


def split_judgements(judgements: list[Judgement], n_first: int) -> tuple[list[Judgement], list[Judgement]]:
    """Return the judgements of the first `n_first` items of a batch, and those of the others.

    So real and generated waveforms pass through the discriminators together.
    """
    first = [
        Judgement(judged.scores[:n_first], [layer[:n_first] for layer in judged.features])
        for judged in judgements
    ]
    others = [
        Judgement(judged.scores[n_first:], [layer[n_first:] for layer in judged.features])
        for judged in judgements
    ]
    return first, others


def build_discriminator(config: DiscriminatorConfig) -> Discriminator:
    """Return a fresh discriminator of `config`."""
    return Discriminator(config)


def _features(signal: Tensor, layers: Sequence[Callable[[Tensor], Tensor]]) -> list[Tensor]:
    """Return every layer's output; the last layer has no activation."""
    features = []
    for layer in layers[:-1]:
        signal = functional.leaky_relu(layer(in_kernel_layout(signal)), SLOPE)
        features.append(signal)
    return [*features, layers[-1](signal)]
