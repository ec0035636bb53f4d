"""Discriminators on the raw waveform and on its periods.

Source: HiFi-GAN (Kong et al. 2020) §2.3; MelGAN (Kumar et al. 2019) §2.2.
"""

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional

from rvc_core.config.synthesizer import DiscriminatorConfig
from rvc_core.models.weight_norm import WeightNormConv1d, WeightNormConv2d

SLOPE = 0.1


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one sub-discriminator says of a batch."""

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
        return _judge(waveform, self.convs, self.conv_post)


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
        return _judge(waveform.unflatten(-1, (-1, self.period)), self.convs, self.conv_post)


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


def _judge(signal: Tensor, convs: nn.ModuleList, conv_post: nn.Module) -> Judgement:
    features = []
    for conv in convs:
        signal = functional.leaky_relu(conv(signal), SLOPE)
        features.append(signal)
    signal = conv_post(signal)
    return Judgement(signal.flatten(1), [*features, signal])
