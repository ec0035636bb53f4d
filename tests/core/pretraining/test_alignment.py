from itertools import product

import numpy as np
import torch

from rvc_core.pretraining.alignment import occupancies, state_batch


def paths_of(chain: list[int], n_frames: int) -> list[tuple[int, ...]]:
    """Every way through `chain`, written out by the rules instead of by recursion."""
    last = len(chain) - 1

    def follows(before: int, after: int) -> bool:
        return after - before in (0, 1) or (after - before == 2 and chain[before + 1] == 0)

    ends = (last, last - 1)
    return [
        path
        for path in product(range(len(chain)), repeat=n_frames)
        if path[0] in (0, 1)
        and path[-1] in ends
        and all(follows(a, b) for a, b in zip(path, path[1:], strict=False))
    ]


def enumerated(scores: np.ndarray, chain: list[int]) -> np.ndarray:
    likely = np.zeros_like(scores)
    for path in paths_of(chain, len(scores)):
        weight = np.exp(sum(scores[t, state] for t, state in enumerate(path)))
        for t, state in enumerate(path):
            likely[t, state] += weight
    return likely / likely.sum(axis=1, keepdims=True)


def test_state_chain_has_a_silence_around_each_word():
    assert state_batch([[[3, 4], [5]]]).phones.tolist() == [[0, 3, 4, 0, 5, 0]]


def test_occupancies_equal_enumerated_paths():
    scores = np.random.default_rng(0).normal(size=(1, 5, 6))
    states = state_batch([[[3, 4], [5]]])
    found = occupancies(torch.from_numpy(scores), torch.tensor([5]), states)
    np.testing.assert_allclose(found[0], enumerated(scores[0], states.phones[0].tolist()), atol=1e-9)


def test_padding_does_not_change_a_short_utterance():
    draw = np.random.default_rng(1)
    words = [[[3]], [[3, 4], [5, 6]]]
    scores = torch.from_numpy(draw.normal(size=(2, 8, 7)))
    together = occupancies(scores, torch.tensor([4, 8]), state_batch(words))
    alone = occupancies(scores[:1, :4, :3], torch.tensor([4]), state_batch(words[:1]))
    np.testing.assert_allclose(together[0, :4, :3], alone[0], atol=1e-9)
