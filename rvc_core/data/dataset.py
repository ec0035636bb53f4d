"""Prepared slices in memory: everything a training step needs, on one device.

All slices of one kind are end to end in one tensor, so that a batch of any crops is one gather each,
without padding on the way, and with nothing sent from the host to the device but the indices. Magnitudes,
the largest part, are held in half precision: an hour at 40 kHz takes 2 GB in all.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from rvc_core.audio.spectrogram import Spectrogram
from rvc_core.config.time_grid import CONTENT_REPEAT, FRAME_RATE_HZ, hop_length_at
from rvc_core.data.features import FeatureTags
from rvc_core.data.plan import Slice, SlicePlan


@dataclass(frozen=True, slots=True)
class Example:
    """One slice with all its features, cut to the frames that all of them have."""

    label: str
    content: np.ndarray  # (ceil(T / 2), D) float32, 50 Hz
    f0_hz: np.ndarray  # (T,) float32, 0 = unvoiced
    waveform: np.ndarray  # (T * hop_length,) float32

    def repeated_content(self) -> np.ndarray:
        """Return the content `(T, D)` at 100 Hz: each frame twice."""
        return np.repeat(self.content, CONTENT_REPEAT, axis=0)[: len(self.f0_hz)]


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch on the device; frames past `lengths` are zero."""

    content: torch.Tensor  # (B, T, D)
    f0_hz: torch.Tensor  # (B, T)
    spectrogram: torch.Tensor  # (B, F, T); F is 0 where magnitudes are not read
    lengths: torch.Tensor  # (B,) int64, frames
    waveform: torch.Tensor  # (B, 1, T * hop_length)


def load_example(plan: SlicePlan, piece: Slice, tags: FeatureTags, beside: Sequence[Slice] = ()) -> Example:
    """Return `piece` with its features, without what its neighbours of `beside` contain too."""
    hop_length = hop_length_at(plan.sample_rate)
    content = plan.feature(piece, tags.content)
    f0_hz = plan.feature(piece, tags.pitch)
    waveform = plan.waveform(piece)
    frames = min(CONTENT_REPEAT * len(content), len(f0_hz), len(waveform) // hop_length)
    first, end = _own_frames(piece, frames, beside)
    return Example(
        label=piece.label(),
        content=content[first // CONTENT_REPEAT : -(-end // CONTENT_REPEAT)].astype(np.float32),
        f0_hz=f0_hz[first:end].astype(np.float32),
        waveform=waveform[first * hop_length : end * hop_length].astype(np.float32),
    )


def _own_frames(piece: Slice, frames: int, beside: Sequence[Slice]) -> tuple[int, int]:
    """Return the range of the `frames` of `piece` that no slice of `beside` covers, from a content frame on.

    Windows of one recording overlap by 0.3 s, and are longer than two overlaps, so that something stays:

        beside   |----------|          |----------|
        piece           |------------------|
        range              |^^^^^^^^^^^|
    """
    first, end = 0, frames
    for other in beside:
        if other.source == piece.source:
            later_seconds = other.start_seconds - piece.start_seconds
            start = round(FRAME_RATE_HZ * later_seconds, 3)  # in frames, of `piece`
            if start <= 0:
                first = max(first, math.ceil(start + round(FRAME_RATE_HZ * other.seconds, 3)))
            else:
                end = min(end, math.floor(start))
    return first + first % CONTENT_REPEAT, end


def held_out_count(slice_count: int) -> int:
    """Return how many of `slice_count` recorded slices are kept from training: at least one of four."""
    return 0 if slice_count < 4 else min(4, max(1, slice_count // 20))


def split(plan: SlicePlan, seed: int) -> tuple[list[Slice], list[Slice]]:
    """Return the slices to train on and the slices held out to score by; the same for the same seed."""
    recorded = [number for number, piece in enumerate(plan.slices) if not piece.is_made]
    chosen = np.random.default_rng(seed).permutation(recorded)[: held_out_count(len(recorded))]
    held_out = {int(number) for number in chosen}
    training = [piece for number, piece in enumerate(plan.slices) if number not in held_out]
    return training, [plan.slices[number] for number in sorted(held_out)]


class TrainingSet:
    """Examples end to end on one device, and batches of crops of them."""

    def __init__(
        self, examples: list[Example], spectrogram: Spectrogram | None, device: torch.device | None = None
    ) -> None:
        """Hold `examples` on `device`: unless given, that of `spectrogram`.

        Its magnitudes are computed here, once; without it there are none.
        """
        if device is None and spectrogram is not None:
            device = spectrogram.window.device
        self.hop_length = len(examples[0].waveform) // len(examples[0].f0_hz)
        self.frames = np.array([len(example.f0_hz) for example in examples], dtype=np.int64)
        self._offsets = _offsets(self.frames)
        self._content_offsets = _offsets(np.array([len(example.content) for example in examples]))
        self._content = _joined([example.content for example in examples], device)
        self._f0_hz = _joined([example.f0_hz for example in examples], device)
        waveform = _joined([example.waveform for example in examples], device)
        self._waveform = waveform.view(-1, self.hop_length)  # (T, hop_length)
        if spectrogram is None:
            self._magnitudes = torch.empty(len(self._f0_hz), 0, device=device)
        else:
            self._magnitudes = torch.cat([_magnitudes(example, spectrogram) for example in examples])

    def __len__(self) -> int:
        """Return the number of examples."""
        return len(self.frames)

    def longest(self, context_frames: int | None) -> int:
        """Return the frames of the longest example, or of the longest crop of `context_frames`."""
        longest = int(self.frames.max())
        return min(longest, context_frames or longest)

    def batch(
        self,
        items: np.ndarray,
        context_frames: int | None,
        rng: np.random.Generator,
        n_frames: int | None = None,
    ) -> Batch:
        """Return the examples numbered `items` `(B,)`, whole or as crops that `rng` draws.

        They are padded to the longest of them, or to `n_frames`, which no example of it exceeds.
        """
        lengths = np.minimum(self.frames[items], self.longest(context_frames))
        room = self.frames[items] - lengths
        starts = np.floor(rng.random(len(items)) * (room + 1)).astype(np.int64)
        # One small copy for all: the host does not wait for those, and the device does the rest.
        places = np.stack([self._offsets[items], self._content_offsets[items], starts, lengths])
        offsets, content_offsets, begins, ends = torch.from_numpy(places).to(
            self._content.device, non_blocking=True
        )
        frames = torch.arange(n_frames or int(lengths.max()), device=self._content.device)
        mask = frames < ends[:, None]  # (B, T)
        within = (begins[:, None] + frames) * mask
        index = offsets[:, None] + within
        content_index = content_offsets[:, None] + within // CONTENT_REPEAT
        return Batch(
            content=self._content[content_index] * mask[..., None],
            f0_hz=self._f0_hz[index] * mask,
            spectrogram=(self._magnitudes[index].float() * mask[..., None]).transpose(1, 2).contiguous(),
            lengths=ends,
            waveform=(self._waveform[index] * mask[..., None]).flatten(1).unsqueeze(1),
        )


def epoch_order(frames: np.ndarray, batch_size: int, seed: int, epoch: int) -> np.ndarray:
    """Return the item numbers of one epoch, `batch_size` after `batch_size`: every item at least once.

    Items of similar length share a batch, so that little is padded. The last batch is filled up with items
    drawn again. The order depends on `seed` and `epoch` alone, so that a resumed epoch continues it.
    """
    rng = np.random.default_rng((seed, epoch))
    items = rng.permutation(len(frames))
    missing = -len(items) % batch_size
    items = np.concatenate([items, rng.choice(len(frames), missing)])
    by_length = items[np.argsort(frames[items], kind="stable")]
    batches = rng.permutation(by_length.reshape(-1, batch_size))
    return batches.reshape(-1)


def _offsets(lengths: np.ndarray) -> np.ndarray:
    """Return where each of the arrays of `lengths` begins when they are end to end."""
    return np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)


def _joined(arrays: list[np.ndarray], device: torch.device | None) -> torch.Tensor:
    return torch.from_numpy(np.concatenate(arrays)).to(device)


def _magnitudes(example: Example, spectrogram: Spectrogram) -> torch.Tensor:
    waveform = torch.from_numpy(example.waveform).to(spectrogram.window.device)
    return spectrogram.magnitude(waveform[None])[0].T.half()  # (T, F)
