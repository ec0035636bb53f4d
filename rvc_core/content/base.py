"""The protocol of content encoders."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np


class ContentEncoder(Protocol):
    """Encodes what is sung or spoken, with as little of who sings it as possible."""

    name: str  # as stored in a model's metadata
    content_dim: int

    def encode(self, waveform_16k: np.ndarray) -> np.ndarray:
        """Return `content` `(T, D)` float32 at 50 Hz with `T = floor((N - 400) / 320) + 1`."""
        ...

    def encode_batch(self, waveforms_16k: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Return what `encode` returns for each waveform, faster than one by one."""
        ...


@runtime_checkable
class RecordingEncoder(Protocol):
    """An encoder whose content for a part of a recording depends on all of it."""

    def for_recording(self, waveform_16k: np.ndarray) -> ContentEncoder:
        """Return the encoder for parts of a recording `(N,)`: they get the content that the whole would."""
        ...


@runtime_checkable
class FarSightedEncoder(Protocol):
    """An encoder that looks further around a frame than others."""

    context_frames: int  # content frames to each side that a frame's content depends on
    stride_frames: int  # a part whose first frame is a multiple of it is cut into the same steps as the whole


def context_frames(encoder: ContentEncoder, start: int, least: int) -> int:
    """Return how many content frames to each side of a part an encoder needs.

    Args:
        encoder: Who hears it.
        start: The part's first frame.
        least: What others need.
    """
    if not isinstance(encoder, FarSightedEncoder):
        return least
    wide = max(least, encoder.context_frames)
    return wide + (start - wide) % encoder.stride_frames


def fitted_to(encoder: ContentEncoder, waveform_16k: np.ndarray) -> ContentEncoder:
    """Return the encoder to use for parts of a recording `(N,)`; itself where it only looks nearby."""
    return encoder.for_recording(waveform_16k) if isinstance(encoder, RecordingEncoder) else encoder
