"""Which phone each frame of a recording is likely to be, as a content network sees it and its words allow."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rvc_core.pretraining.alignment import occupancies, state_batch
from rvc_core.pretraining.content_store import Utterance

_LOUD_RANGE_RATIO = 0.4
_SHORTEST_RATIO = 0.6  # of the mean duration of a phone
_FIRST_GOOD_STEPS, _GOOD_RATIO = 200, 1.5  # an alignment serves until half as many steps again are done


@dataclass(frozen=True, slots=True)
class Spoken:
    """Utterances with their words, padded to the longest."""

    log_mel: Tensor  # (B, T, M) at 100 Hz
    n_frames: np.ndarray  # (B,) at 50 Hz
    words: list[list[list[int]]]


class Alignment:
    """How likely each phone is at each frame of all utterances, as a network saw it at one step."""

    def __init__(self, utterances: list[Utterance], n_phones: int, step: int, device: torch.device) -> None:
        """Make room for `utterances` on `device`."""
        frames = [utterance.frames // 2 for utterance in utterances]
        places = np.cumsum([0, *frames])
        self._starts = dict(zip((u.path for u in utterances), places.tolist(), strict=False))
        self.targets = torch.zeros(int(places[-1]), n_phones, dtype=torch.float16, device=device)
        self.good_until = max(step + _FIRST_GOOD_STEPS, int(step * _GOOD_RATIO))

    def keep(self, utterances: list[Utterance], targets: Tensor) -> None:
        """Hold the `targets` `(B, T, P)` of `utterances`."""
        for utterance, rows in zip(utterances, targets, strict=True):
            start, frames = self._starts[utterance.path], utterance.frames // 2
            self.targets[start : start + frames] = rows[:frames].half()

    def of(self, utterances: list[Utterance], total: int) -> Tensor:
        """Return the targets of `utterances`, `(B, total, P)` float32, repeated to the end."""
        starts = np.array([self._starts[utterance.path] for utterance in utterances])
        frames = np.array([utterance.frames // 2 for utterance in utterances])
        return repeated(self.targets, starts, frames, total).float()


def collate(log_mels: Tensor, utterances: list[Utterance]) -> Spoken:
    """Return `utterances` as one batch, from the store's `log_mels` `(T, M)`, on their device."""
    starts = np.array([utterance.start for utterance in utterances])
    frames = np.array([utterance.frames for utterance in utterances])
    log_mel = repeated(log_mels, starts, frames, int(frames.max()))
    return Spoken(log_mel.float(), frames // 2, [u.words for u in utterances])


def is_loud(spoken: Spoken) -> Tensor:
    """Return `(B, T // 2)` 1.0 where a frame is in the upper part of its utterance's range of levels.

    Without this a young network explains everything as silence and never recovers.
    """
    frames = spoken.log_mel.shape[1] // 2
    level = spoken.log_mel[:, : 2 * frames : 2].mean(dim=2)
    is_valid = valid_frames(spoken.n_frames, frames).to(level.device)
    ends = torch.tensor([0.05, 0.95], device=level.device)
    quiet, top = level.masked_fill(~is_valid, torch.nan).nanquantile(ends, dim=1, keepdim=True)
    return ((level > quiet + _LOUD_RANGE_RATIO * (top - quiet)) & is_valid).float()


def shortest_phones(spoken: Spoken, loud: Tensor) -> list[int]:
    """Return for each utterance the frames a phone takes at least: about half of its mean duration.

    It keeps one phone from taking the time of all others, as an untrained network would have it.
    """
    counts = [sum(len(word) for word in words) for words in spoken.words]
    mean = [frames / count for frames, count in zip(loud.sum(dim=1).tolist(), counts, strict=True)]
    room = [frames // count for frames, count in zip(spoken.n_frames.tolist(), counts, strict=True)]
    return [max(1, min(int(_SHORTEST_RATIO * m), r)) for m, r in zip(mean, room, strict=True)]


def aligned_targets(log_scores: Tensor, spoken: Spoken, repeats: list[int]) -> Tensor:
    """Return how likely each phone is at each frame, `(B, T, P)`, given the words and scores of that shape.

    No phone is shorter than `repeats` frames.
    """
    states = state_batch(spoken.words, repeats, log_scores.device)
    chain = states.phones[:, None].expand(-1, log_scores.shape[1], -1)  # (B, T, S)
    n_frames = torch.from_numpy(spoken.n_frames).to(log_scores.device)
    likely = occupancies(log_scores.gather(2, chain).double(), n_frames, states)
    return torch.zeros_like(log_scores).scatter_add_(2, chain, likely.to(log_scores.dtype))


def repeated(values: Tensor, starts: np.ndarray, lengths: np.ndarray, total: int) -> Tensor:
    """Return the rows of `values` `(T, ...)` from each of `starts` on as `(B, total, ...)`.

    `lengths` rows are repeated until it is full: silence in the padding would change the
    mean of the seconds around that the network sees.
    """
    index = starts[:, None] + np.arange(total) % lengths[:, None]
    return values[torch.from_numpy(index).to(values.device)]


def filled(utterances: list[Utterance], batch_frames: int) -> Iterator[list[Utterance]]:
    """Yield runs of the sorted `utterances` that fill `batch_frames` with their padding."""
    batch: list[Utterance] = []
    for utterance in utterances:
        longest = max([utterance.frames, *(u.frames for u in batch)])
        if batch and longest * (len(batch) + 1) > batch_frames:
            yield batch
            batch = []
        batch.append(utterance)
    yield batch


def valid_frames(n_frames: np.ndarray, total: int) -> Tensor:
    """Return `(B, total)` whether each frame is one of the first `n_frames` `(B,)` of its row."""
    return torch.from_numpy(np.arange(total) < n_frames[:, None])
