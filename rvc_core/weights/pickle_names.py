"""What the names in a pickle mean.

No module is imported, no class looked up and nothing called: the few names that model files need
(`OrderedDict`, `_rebuild_tensor_v2`, …) are answered by the functions below, every other name is refused or,
where the caller says so, stands for an inert object.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import torch

from rvc_core.errors import IncompatibleCheckpointError, UnsafeCheckpointError

MAX_NAME_LENGTH = 500
MAX_ARGUMENTS = 16  # of a call; a tensor's are seven
INERT_MODULES = ("fairseq", "omegaconf", "argparse", "typing", "enum")

_DTYPES = {
    "DoubleStorage": torch.float64,
    "FloatStorage": torch.float32,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
}


class Global(NamedTuple):
    """The name of a class or function, as the file spells it; never resolved."""

    module: str
    name: str

    def __str__(self) -> str:
        """Return the dotted name."""
        return f"{self.module}.{self.name}"


class Inert(NamedTuple):
    """Stand-in for an object of a class that is not built."""

    class_name: str


class StorageReference(NamedTuple):
    """A pickle's reference to a tensor's bytes: which they are, their type and how many."""

    key: str
    dtype: torch.dtype
    elements: int


class StorageSource(Protocol):
    """Where the bytes of tensors come from."""

    def tensor(
        self, reference: StorageReference, offset: int, size: tuple[int, ...], stride: tuple[int, ...]
    ) -> torch.Tensor:
        """Return the tensor described, or refuse it; its bytes are bounded by the file's size."""
        ...


@dataclass(frozen=True, slots=True)
class Names:
    """Answers a pickle's calls of its names; wrong ones raise TypeError or ValueError.

    `inert_classes` lets objects of the modules in `INERT_MODULES` stand as `Inert` instead of being refused:
    fairseq's checkpoints carry a dictionary object beside their tensors.
    """

    storages: StorageSource
    inert_classes: bool = False

    def call(self, function: Any, arguments: Any) -> Any:
        """Return the result of a call, if it is a known one.

        Raises:
            UnsafeCheckpointError: it is not.
        """
        given = _arguments(arguments)
        builder = _BUILDERS.get(str(function)) if isinstance(function, Global) else None
        return builder(self.storages, *given) if builder else self.make(function)

    def make(self, function: Any) -> Inert:
        """Return the stand-in for an object of a class.

        Raises:
            UnsafeCheckpointError: objects of that class are refused.
        """
        if not isinstance(function, Global):
            raise TypeError("a call of something that is not a name")
        if self.inert_classes and function.module.split(".")[0] in INERT_MODULES:
            return Inert(str(function))
        raise UnsafeCheckpointError(
            f"It asks for {function} to be run; model files contain tensors and plain values only.",
            kind="code",
        )


def storage_reference(description: Any) -> StorageReference:
    """Return the storage that a persistent id describes.

    Raises:
        IncompatibleCheckpointError: weights do not have its type.
    """
    kind, storage_class, key, _, elements, *_ = _arguments(description)
    if kind != "storage" or not isinstance(storage_class, Global):
        raise TypeError("not the description of a storage")
    if storage_class.name not in _DTYPES:
        raise IncompatibleCheckpointError(
            f"The file contains {storage_class}, which is not a type of weights."
        )
    return StorageReference(word(key), _DTYPES[storage_class.name], _index(elements))


def word(value: Any) -> str:
    """Return `value`, a text short enough for a name."""
    if not isinstance(value, str) or len(value) > MAX_NAME_LENGTH:
        raise ValueError("not a name")
    return value


def _arguments(values: Any) -> tuple[Any, ...]:
    # Every call copies its arguments: a long list of them, referenced again and again, would take forever.
    if not isinstance(values, tuple) or len(values) > MAX_ARGUMENTS:
        raise TypeError("not the arguments of a call")
    return values


def _index(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**62:
        raise ValueError("not a size")
    return value


def _indexes(values: Any) -> tuple[int, ...]:
    if not isinstance(values, tuple | list) or len(values) > 16:
        raise ValueError("not a shape")
    return tuple(_index(value) for value in values)


def _rebuild_tensor(
    storages: StorageSource, reference: Any, offset: Any, size: Any, stride: Any, *_: Any
) -> torch.Tensor:
    if not isinstance(reference, StorageReference):
        raise TypeError("a tensor without a storage")
    return storages.tensor(reference, _index(offset), _indexes(size), _indexes(stride))


def _rebuild_parameter(storages: StorageSource, data: Any, *_: Any) -> Any:
    return data


def _ordered_dict(storages: StorageSource) -> dict[Any, Any]:
    # Items follow by SETITEMS. Items as an argument would let a short file copy a long list forever.
    return {}


def _tuple(storages: StorageSource, values: Any) -> tuple[int, ...]:
    return _indexes(values)


def _device(storages: StorageSource, name: Any, *_: Any) -> str:
    return word(name)


_BUILDERS: dict[str, Callable[..., Any]] = {
    "collections.OrderedDict": _ordered_dict,
    "torch._utils._rebuild_tensor_v2": _rebuild_tensor,
    "torch._utils._rebuild_tensor": _rebuild_tensor,
    "torch._utils._rebuild_parameter": _rebuild_parameter,
    "torch.Size": _tuple,
    "torch.device": _device,
}
