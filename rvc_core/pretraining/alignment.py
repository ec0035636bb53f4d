"""Which phone each frame is likely to be, given the words that were said (hidden Markov model)."""

from dataclasses import dataclass

import numpy as np

_IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True)
class StateBatch:
    """The chain of states of each utterance: its phones, with a silence that may be skipped between words."""

    phones: np.ndarray  # (B, S) int, the phone of each state; 0 (silence) in the padding
    skippable: np.ndarray  # (B, S) bool
    n_states: np.ndarray  # (B,) int


def state_batch(utterances: list[list[list[int]]], repeats: list[int] | None = None) -> StateBatch:
    """Return the chains for `utterances`, each a list of words, each a list of phone numbers.

    `repeats` (one per utterance, else 1) is how many states, so at least how many frames, a phone takes.
    """
    repeats = repeats or [1] * len(utterances)
    chains = [_chain(words, repeat) for words, repeat in zip(utterances, repeats, strict=True)]
    n_states = np.array([len(chain) for chain in chains])
    phones = np.zeros((len(chains), n_states.max()), dtype=np.int64)
    for row, chain in zip(phones, chains, strict=True):
        row[: len(chain)] = chain
    return StateBatch(phones, phones == 0, n_states)


def _chain(words: list[list[int]], repeat: int) -> list[int]:
    return [0, *(state for word in words for state in (*np.repeat(word, repeat).tolist(), 0))]


def occupancies(log_scores: np.ndarray, n_frames: np.ndarray, states: StateBatch) -> np.ndarray:
    """Return the probability `(B, T, S)` of each state at each frame, by the forward-backward algorithm.

    Every path starts in the first or second state, ends in the last or last but one, stays or
    goes on by one state per frame, and may leave out a skippable state. Frames from `n_frames`
    on mean nothing.

    Args:
        log_scores: `(B, T, S)` log-likelihood of each frame in each state.
        n_frames: `(B,)` valid frames.
        states: the chains.

    Source: Rabiner, A tutorial on hidden Markov models, Proc. IEEE 1989, section III.
    """
    forward = _forward(log_scores, states)
    joint = forward + _backward(log_scores, n_frames, states)
    joint -= joint.max(axis=2, keepdims=True)
    probabilities = np.exp(joint)
    return probabilities / probabilities.sum(axis=2, keepdims=True)


def _forward(log_scores: np.ndarray, states: StateBatch) -> np.ndarray:
    batch, total, width = log_scores.shape
    skip_cost = _cost(_shifted(states.skippable, 1, False))
    alpha = np.full((batch, total, width), _IMPOSSIBLE)
    alpha[:, 0, :2] = log_scores[:, 0, :2]
    for t in range(1, total):
        before = alpha[:, t - 1]
        arriving = np.logaddexp(before, _shifted(before, 1))
        alpha[:, t] = np.logaddexp(arriving, _shifted(before, 2) + skip_cost) + log_scores[:, t]
    return alpha


def _backward(log_scores: np.ndarray, n_frames: np.ndarray, states: StateBatch) -> np.ndarray:
    batch, total, width = log_scores.shape
    skip_cost = _cost(_shifted(states.skippable, -1, False))
    last = states.n_states[:, None] - 1 - np.arange(width)
    ending = np.where((last == 0) | (last == 1), 0.0, _IMPOSSIBLE)
    beta = np.repeat(ending[:, None], total, axis=1)
    for t in range(total - 2, -1, -1):
        after = beta[:, t + 1] + log_scores[:, t + 1]
        leaving = np.logaddexp(after, _shifted(after, -1))
        leaving = np.logaddexp(leaving, _shifted(after, -2) + skip_cost)
        beta[:, t] = np.where((t + 1 < n_frames)[:, None], leaving, ending)
    return beta


def _cost(allowed: np.ndarray) -> np.ndarray:
    return np.where(allowed, 0.0, _IMPOSSIBLE)


def _shifted(values: np.ndarray, by: int, fill: float = _IMPOSSIBLE) -> np.ndarray:
    """Return `values` `(B, S)` moved `by` states to the right, `fill` where nothing came from."""
    moved = np.full_like(values, fill)
    if by > 0:
        moved[:, by:] = values[:, :-by]
    else:
        moved[:, :by] = values[:, -by:]
    return moved
