"""The gated convolution stack that the flow and the posterior encoder share."""

import torch
from torch import Tensor, nn

from rvc_core.models.weight_norm import WeightNormConv1d


class WaveNet(nn.Module):
    """Residual gated convolutions conditioned on a speaker embedding.

    Source: van den Oord et al., "WaveNet" (2016), §2.3-2.5; WaveGlow (Prenger et al. 2018) §2.1.
    """

    def __init__(self, channels: int, kernel_size: int, n_layers: int, speaker_dim: int) -> None:
        """Build `n_layers` undilated layers of `channels`."""
        super().__init__()
        self.channels = channels
        self.cond_layer = WeightNormConv1d(speaker_dim, 2 * channels * n_layers, 1)
        self.in_layers = nn.ModuleList(
            WeightNormConv1d(channels, 2 * channels, kernel_size, padding=kernel_size // 2)
            for _ in range(n_layers)
        )
        widths = [2 * channels] * (n_layers - 1) + [channels]
        self.res_skip_layers = nn.ModuleList(WeightNormConv1d(channels, width, 1) for width in widths)

    def forward(self, frames: Tensor, mask: Tensor, speaker: Tensor) -> Tensor:
        """Return the sum of all skips, `(B, C, T)`; `speaker` is `(B, S, 1)`, `mask` `(B, 1, T)`."""
        conditions = self.cond_layer(speaker).chunk(len(self.in_layers), dim=1)
        total: Tensor | None = None
        for in_layer, res_skip, condition in zip(
            self.in_layers, self.res_skip_layers, conditions, strict=True
        ):
            filtered, gate = (in_layer(frames) + condition).chunk(2, dim=1)
            update = res_skip(torch.tanh(filtered) * torch.sigmoid(gate))
            if update.shape[1] == self.channels:  # the last layer has no residual half
                return (update if total is None else total + update) * mask
            residual, skip = update.chunk(2, dim=1)
            frames = (frames + residual) * mask
            total = skip if total is None else total + skip
        raise AssertionError("the last layer has as many outputs as channels")
