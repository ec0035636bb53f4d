import numpy as np
import torch

from rvc_core.pretraining.content_fit import ContentBatch, aligned_targets, is_loud, shortest_phones


def batch_of(level: list[float], words: list[list[int]]) -> ContentBatch:
    """Return one utterance whose frames at 50 Hz have `level` in every band."""
    log_mel = torch.tensor(level).repeat_interleave(2)[None, :, None].expand(1, -1, 80)
    return ContentBatch(log_mel, np.array([len(level)]), [words])


def test_loud_frames_are_those_of_the_upper_range():
    loud = is_loud(batch_of([-12.0] * 5 + [-2.0] * 5, [[1]]))
    assert loud[0].tolist() == [0.0] * 5 + [1.0] * 5


def test_shortest_phone_is_about_half_of_the_mean():
    batch = batch_of([-12.0] * 4 + [-2.0] * 20, [[1, 2], [3, 4]])
    assert shortest_phones(batch, is_loud(batch)) == [3]


def test_shortest_phones_always_fit_into_the_utterance():
    batch = batch_of([-2.0, -2.1, -2.2, -12.0], [[1, 2, 3]])
    (frames,) = shortest_phones(batch, torch.ones(1, 4) * 9)
    assert 3 * frames <= 4


def test_alignment_finds_the_phones_where_they_are_likely():
    spoken = [0, 0, 1, 1, 1, 2, 2, 2, 0, 0]
    scores = torch.full((1, 10, 3), -8.0)
    scores[0, torch.arange(10), torch.tensor(spoken)] = 0.0
    targets = aligned_targets(scores, batch_of([-2.0] * 10, [[1, 2]]), [2])
    assert targets[0].argmax(dim=1).tolist() == spoken
