"""Which phone each frame is likely to be, given the spoken words (hidden Markov model)."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

_IMPOSSIBLE = -1e9
_REACH = 2  # a path advances by at most two states a frame


@dataclass(frozen=True, slots=True)
class StateBatch:
    """The chain of states of each utterance: its phones, with a silence that may be skipped between words."""

    phones: Tensor  # (B, S) int64, the phone of each state; 0 (silence) in the padding
    skippable: Tensor  # (B, S) bool
    n_states: Tensor  # (B,) int64


def state_batch(
    utterances: list[list[list[int]]], repeats: list[int] | None = None, device: torch.device | str = "cpu"
) -> StateBatch:
    """Return the chains for `utterances`, each a list of words, each a list of phone numbers.

    `repeats` (one per utterance, else 1) is how many states, so at least how many frames, a phone takes.
    """
    repeats = repeats or [1] * len(utterances)
    chains = [_chain(words, repeat) for words, repeat in zip(utterances, repeats, strict=True)]
    longest = max(len(chain) for chain in chains)
    phones = torch.tensor([chain + [0] * (longest - len(chain)) for chain in chains]).to(device)
    n_states = torch.tensor([len(chain) for chain in chains]).to(device)
    return StateBatch(phones, phones == 0, n_states)


def _chain(words: list[list[int]], repeat: int) -> list[int]:
    return [0, *(state for word in words for state in (*(p for p in word for _ in range(repeat)), 0))]


def occupancies(log_scores: Tensor, n_frames: Tensor, states: StateBatch) -> Tensor:
    """Return the probability `(B, T, S)` of each state at each frame, by the forward-backward algorithm.

    Every path starts in the first or second state, ends in the last or last but one, stays or
    advances by one state per frame, and may leave out a skippable state. Frames from `n_frames`
    on mean nothing.

    Args:
        log_scores: `(B, T, S)` float64 log-likelihood of each frame in each state.
        n_frames: `(B,)` valid frames, on the device of the scores, as the chains are.
        states: the chains.

    Source: Rabiner, A tutorial on hidden Markov models, Proc. IEEE 1989, section III.
    """
    return (_forward(log_scores, states) + _backward(log_scores, n_frames, states)).softmax(dim=2)


def _forward(log_scores: Tensor, states: StateBatch) -> Tensor:
    batch, total, width = log_scores.shape
    skip_cost = _cost(F.pad(states.skippable, (1, -1)))  # that of the state left out
    alpha = log_scores.new_full((total, batch, _REACH + width), _IMPOSSIBLE)
    alpha[0, :, _REACH : _REACH + 2] = log_scores[:, 0, :2]
    for t in range(1, total):
        before = alpha[t - 1]
        arriving = torch.logaddexp(before[:, _REACH:], before[:, 1:-1])
        arriving = torch.logaddexp(arriving, before[:, :-_REACH] + skip_cost)
        torch.add(arriving, log_scores[:, t], out=alpha[t, :, _REACH:])
    return alpha[:, :, _REACH:].transpose(0, 1)


def _backward(log_scores: Tensor, n_frames: Tensor, states: StateBatch) -> Tensor:
    batch, total, width = log_scores.shape
    skip_cost = _cost(F.pad(states.skippable, (-1, 1)))
    last = states.n_states[:, None] - 1 - torch.arange(width, device=log_scores.device)
    ending = torch.where((last == 0) | (last == 1), 0.0, _IMPOSSIBLE).double()
    is_inside = torch.arange(total, device=log_scores.device)[:, None, None] < n_frames[:, None]  # (T, B, 1)
    beta = ending.repeat(total, 1, 1)
    after = log_scores.new_full((batch, width + _REACH), _IMPOSSIBLE)
    for t in range(total - 2, -1, -1):
        torch.add(beta[t + 1], log_scores[:, t + 1], out=after[:, :width])
        leaving = torch.logaddexp(after[:, :width], after[:, 1:-1])
        leaving = torch.logaddexp(leaving, after[:, _REACH:] + skip_cost)
        torch.where(is_inside[t + 1], leaving, ending, out=beta[t])
    return beta.transpose(0, 1)


def _cost(is_allowed: Tensor) -> Tensor:
    return torch.where(is_allowed, 0.0, _IMPOSSIBLE).double()
