import numpy as np
import torch

from rvc_core.pretraining.content_fit import ContentBatch, stretched
from rvc_core.pretraining.content_store import Utterance
from rvc_core.pretraining.forced_alignment import (
    Alignment,
    Spoken,
    aligned_targets,
    collate,
    is_loud,
    shortest_phones,
)


def batch_of(level: list[float], words: list[list[int]]) -> Spoken:
    """Return one utterance whose frames at 50 Hz have `level` in every band."""
    log_mel = torch.tensor(level).repeat_interleave(2)[None, :, None].expand(1, -1, 80)
    return Spoken(log_mel, np.array([len(level)]), [words])


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


def slow_speech(factor: float) -> ContentBatch:
    labels = torch.tensor([[0, 0, 1, 1, 1, 1, 2, 2, 2, 2]])
    targets = torch.nn.functional.one_hot(labels).float()
    return stretched(ContentBatch(torch.zeros(1, 20, 80), np.array([10]), targets), factor)


def test_slow_speech_keeps_its_labels_in_proportion():
    assert slow_speech(1.5).targets[0].sum(dim=0).tolist() == [3, 6, 6]


def test_slow_speech_has_more_frames():
    slow = slow_speech(1.3)
    assert (slow.log_mel.shape[1], slow.n_frames.tolist()) == (26, [13])


def test_alignment_gives_each_utterance_its_own_targets_to_the_end_of_its_batch():
    pair = [Utterance("a", "x", "c", 0, 4, [[1]]), Utterance("b", "x", "c", 4, 6, [[1]])]
    alignment = Alignment(pair, 2, 0, torch.device("cpu"))
    alignment.keep(pair, torch.tensor([[[1.0, 0], [0, 1], [9, 9]], [[0, 1], [1, 0], [0, 1]]]))
    found = alignment.of([pair[1], pair[0]], 3)
    assert found.tolist() == [[[0, 1], [1, 0], [0, 1]], [[1, 0], [0, 1], [1, 0]]]


def test_alignment_serves_longer_the_later_it_is_made():
    made = [Alignment([], 2, step, torch.device("cpu")).good_until for step in (0, 3000)]
    assert made == [200, 4500]


def test_short_utterance_is_repeated_to_the_end_of_its_batch():
    mels = np.arange(10, dtype=np.float16)[:, None].repeat(80, axis=1)
    pair = [Utterance("a", "x", "c", 0, 4, [[1]]), Utterance("b", "x", "c", 4, 6, [[1]])]
    batch = collate(torch.from_numpy(mels), pair)
    assert batch.log_mel[0, :, 0].tolist() == [0.0, 1.0, 2.0, 3.0, 0.0, 1.0]
