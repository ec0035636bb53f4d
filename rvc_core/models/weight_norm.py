"""Convolutions with weight normalisation under the names that model files carry.

Files hold `weight_g` and `weight_v`; PyTorch's own parametrisation would name them otherwise.

Source: Salimans and Kingma, "Weight Normalization" (2016), eq. 2.
"""

from typing import Any

import torch
from torch import Tensor, nn


class _WeightNorm(nn.modules.conv._ConvNd):
    """Splits `weight` into direction `weight_v` and length `weight_g` (the norm over all but dim 0)."""

    weight_g: nn.Parameter | None
    weight_v: nn.Parameter | None

    def _split_weight(self) -> None:
        weight = self.weight.detach()
        del self.weight
        self.weight_g = nn.Parameter(torch.norm_except_dim(weight, 2, 0))
        self.weight_v = nn.Parameter(weight)
        self.register_parameter("weight", None)

    def effective_weight(self) -> Tensor:
        """Return `weight_g * weight_v / |weight_v|`, in the shape of `weight_v`; computed once when fused."""
        fused = self._parameters["weight"]
        if fused is not None:
            return fused
        assert self.weight_v is not None
        assert self.weight_g is not None
        return torch._weight_norm(self.weight_v, self.weight_g, 0)

    @torch.no_grad()
    def fuse(self) -> None:
        """Keep the effective weight alone; the layer can no longer be trained then."""
        self.weight = nn.Parameter(self.effective_weight(), requires_grad=False)
        self.weight_g = self.weight_v = None

    @torch.no_grad()
    def reset_weight(self, std: float) -> None:
        """Draw a new weight from a normal distribution of `std`."""
        assert self.weight_v is not None
        assert self.weight_g is not None
        self.weight_v.normal_(0.0, std)
        self.weight_g.copy_(torch.norm_except_dim(self.weight_v, 2, 0))


class WeightNormConv1d(_WeightNorm, nn.Conv1d):
    """A 1-D convolution with weight normalisation over all but the output channels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Build as `nn.Conv1d` is built."""
        super().__init__(*args, **kwargs)
        self._split_weight()

    def forward(self, signal: Tensor) -> Tensor:
        """Return the convolution of `signal` `(B, C, N)`, in the memory layout that `signal` has."""
        return nn.functional.conv2d(
            signal.unsqueeze(2),
            self.effective_weight().unsqueeze(2),
            self.bias,
            (1, *self.stride),
            (0, int(self.padding[0])),
            (1, *self.dilation),
            self.groups,
        ).squeeze(2)


class WeightNormConvTranspose1d(_WeightNorm, nn.ConvTranspose1d):
    """A transposed 1-D convolution with weight normalisation over all but the input channels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Build as `nn.ConvTranspose1d` is built."""
        super().__init__(*args, **kwargs)
        self._split_weight()

    def forward(self, signal: Tensor, output_size: list[int] | None = None) -> Tensor:
        """Return the transposed convolution of `signal` `(B, C, N)`."""
        (stride,), padding = self.stride, self.padding[0]
        return nn.functional.conv_transpose1d(
            signal, self.effective_weight(), self.bias, stride, int(padding)
        )


class WeightNormConv2d(_WeightNorm, nn.Conv2d):
    """A 2-D convolution with weight normalisation over all but the output channels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Build as `nn.Conv2d` is built."""
        super().__init__(*args, **kwargs)
        self._split_weight()

    def forward(self, image: Tensor, transposed: bool = False) -> Tensor:
        """Return the convolution of `image` `(B, C, H, W)`, or of `(B, C, W, H)` when `transposed`."""
        if not transposed:
            return self._conv_forward(image, self.effective_weight(), self.bias)
        weight, stride = self.effective_weight().transpose(2, 3), self.stride[::-1]
        return nn.functional.conv2d(
            image, weight, self.bias, stride, (int(self.padding[1]), int(self.padding[0]))
        )


def fuse_weight_norm(network: nn.Module) -> None:
    """Fuse every weight-normed convolution inside `network`, for inference."""
    for module in network.modules():
        if isinstance(module, _WeightNorm):
            module.fuse()
