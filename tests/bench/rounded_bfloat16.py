"""bfloat16 on a CPU without its instructions: the products in float32, the results rounded.

A product of two bfloat16 numbers is exact in float32, and the instructions add up in float32 as well, so this
differs from them by the order of the sums alone. PyTorch's own kernels take ten times as long there.
Source: Intel, "Instruction set extensions programming reference", VDPBF16PS.
"""

from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map

_OPERATORS = torch.ops.aten
_PRODUCTS = (
    _OPERATORS.convolution.default,
    _OPERATORS.convolution_backward.default,
    _OPERATORS.mm.default,
    _OPERATORS.addmm.default,
    _OPERATORS.bmm.default,
    _OPERATORS.baddbmm.default,
)


class RoundedBfloat16(TorchDispatchMode):
    """Inside it, the convolutions and matrix products of bfloat16 are computed in float32 and rounded."""

    def __torch_dispatch__(
        self, operator: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Run one operator, widened where it multiplies bfloat16."""
        named = kwargs or {}
        if operator not in _PRODUCTS or not any(map(_is_narrow, args)):
            return operator(*args, **named)
        return tree_map(_narrowed, operator(*tree_map(_widened, args), **tree_map(_widened, named)))


def _is_narrow(value: object) -> bool:
    return isinstance(value, torch.Tensor) and value.dtype == torch.bfloat16


def _widened(value: Any) -> Any:
    return value.float() if _is_narrow(value) else value


def _narrowed(value: Any) -> Any:
    return value.bfloat16() if isinstance(value, torch.Tensor) else value
