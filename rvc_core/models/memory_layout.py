"""How signals are laid out in memory, as the device's convolution kernels run fastest."""

import torch
from torch import Tensor


def in_kernel_layout(signal: Tensor) -> Tensor:
    """Return `signal`, `(B, C, N)` or `(B, C, H, W)`, channels last where convolutions run in 16 bits.

    16-bit kernels then read and write it without reordering, and so do the layers after them, which keep
    the layout they are given. In 32 bits that would slow the gradients of weights down.
    """
    if signal.element_size() != 2 and not torch.is_autocast_enabled(signal.device.type):
        return signal
    if signal.dim() == 3:
        return signal.unsqueeze(2).contiguous(memory_format=torch.channels_last).squeeze(2)
    return signal.contiguous(memory_format=torch.channels_last)
