"""Training the content network on transcribed speech."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from rvc_core.devices import device_profile
from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.events import Pipeline
from rvc_core.models.content_network import ContentNetwork, ContentNetworkConfig
from rvc_core.pretraining.alignment import occupancies, state_batch
from rvc_core.pretraining.augmentation import augmented
from rvc_core.pretraining.content_store import ContentStore, Utterance, open_content_store
from rvc_core.pretraining.manifest import NEVER_TRAINED_ON, Spoken, held_out_speakers, read_manifest
from rvc_core.pretraining.run import PretrainingRun, RunOptions, fit
from rvc_core.pretraining.synthetic_store import SyntheticStore, open_synthetic_store

S = TypeVar("S", bound=Spoken)

_ACCENTED = "speech/speechocean762"  # slow and accented: every utterance only each fourth epoch
_ACCENTED_SHARE = 0.25
_ONE_CLIP_EACH = "speech/librispeech"  # the most speakers, the least speech: three times an epoch
_ONE_CLIP_REPEATS = 3
_EXACT_STEPS = 400  # exact labels first: before that the network can align nothing itself
_SYNTHETIC_EVERY = 6  # later steps: keeps the phones of languages without transcripts
_PRIOR_SCALE = 0.5  # posteriors over the phones' shares are likelihoods, up to a factor
_SILENCE_SHARE = 0.2  # of recordings, to begin with
_LOUD_RANGE_RATIO = 0.4
_LOUD_SILENCE_COST = 10.0  # nepers
_SHORTEST_RATIO = 0.6  # of the mean duration of a phone
_MAX_FRAMES = 1700  # at 100 Hz
_FASTEST, _SLOWEST = 0.84, 1.4  # of the recorded time; sung vowels are long


@dataclass(frozen=True, slots=True)
class ContentBatch:
    """Utterances of one step, padded to the longest."""

    log_mel: Tensor  # (B, T, M) at 100 Hz
    n_frames: np.ndarray  # (B,) at 50 Hz
    words: list[list[list[int]]]  # empty for synthetic speech
    labels: Tensor | None = None  # (B, T // 2) the phone of each frame, where it is known


def pretrain_content(
    data_dir: Path, options: RunOptions, batch_seconds: float = 60.0, start: ContentNetwork | None = None
) -> Pipeline[ContentNetwork]:
    """Return a content network trained on the transcribed speech of `data_dir`.

    `start` is trained further if given.

    Raises:
        EmptyDatasetError: `data_dir` has no manifest.
        IncompatibleCheckpointError: `start` knows other phones than `data_dir` has.
        DivergedError: the loss became NaN.
    """
    store = open_content_store(data_dir, options.work_dir)
    synthetic = open_synthetic_store(
        read_manifest(data_dir), store.phones, options.work_dir / "synthetic", options.seed
    )
    if start and start.config.phones != synthetic.phones:
        raise IncompatibleCheckpointError(
            "The network to start from knows other phones than these recordings have."
        )
    network = (start or ContentNetwork(ContentNetworkConfig(phones=synthetic.phones))).train()
    run = PretrainingRun("content", network, options)
    objective = ContentObjective(network, store, synthetic, options.seed, batch_seconds)
    if start:
        objective.exact_steps = 0  # it aligns recordings from the first step on
    network.load_state_dict((yield from fit(run, objective.loss_of_step)))
    return network.eval()


class ContentObjective:
    """The loss of each step: cross-entropy against the alignment that the network itself finds likely."""

    def __init__(
        self,
        network: ContentNetwork,
        store: ContentStore,
        synthetic: SyntheticStore,
        seed: int,
        batch_seconds: float,
    ) -> None:
        """Take the training speakers' utterances of `store`, and all of `synthetic`."""
        self.network, self.store, self.synthetic, self.seed = network, store, synthetic, seed
        self.exact_steps = _EXACT_STEPS
        self.utterances = training_utterances(store)
        self.batch_frames = int(batch_seconds * 100)
        shares = np.bincount(synthetic.labels, minlength=len(synthetic.phones)) / len(synthetic.labels)
        self.prior = torch.from_numpy(shares).float() + 1e-4
        self.prior[0] = _SILENCE_SHARE
        self._epoch, self._first_step = 0, 0
        self._epoch_batches = self._shuffled(0)

    def loss_of_step(self, step: int) -> tuple[Tensor, dict[str, float]]:
        """Return the loss of step number `step`, and its parts for the log."""
        synthetic = step < self.exact_steps or step % _SYNTHETIC_EVERY == 0
        batch = self._synthetic_batch(step) if synthetic else self._batch(step)
        generator = torch.Generator().manual_seed(self.seed * 7919 + step)
        batch = stretched(
            batch, _FASTEST + (_SLOWEST - _FASTEST) * float(torch.rand((), generator=generator))
        )
        device = next(self.network.parameters()).device
        dtype = device_profile(str(device)).dtype
        with torch.autocast(device.type, dtype, enabled=dtype != torch.float32):
            logits = self.network(augmented(batch.log_mel, generator).to(device))
        log_posteriors = logits.log_softmax(dim=-1)
        targets = self._targets(batch, log_posteriors.detach().cpu()).to(device)
        mask = _valid(batch.n_frames, targets.shape[1]).to(device)
        loss = -(targets * log_posteriors).sum(dim=-1)[mask].mean()
        right = (log_posteriors.argmax(-1) == targets.argmax(-1))[mask].float().mean()
        silence = targets[..., 0][mask].mean()
        return loss, {"loss": loss.item(), "frames_right": right.item(), "silence": silence.item()}

    def _targets(self, batch: ContentBatch, log_posteriors: Tensor) -> Tensor:
        if batch.labels is not None:
            return F.one_hot(batch.labels, len(self.prior)).float()
        scores = log_posteriors - _PRIOR_SCALE * self.prior.log()
        loud = is_loud(batch)
        scores[..., 0] -= _LOUD_SILENCE_COST * loud
        targets = aligned_targets(scores, batch, shortest_phones(batch, loud))
        mask = _valid(batch.n_frames, targets.shape[1])
        self.prior = 0.98 * self.prior + 0.02 * (targets[mask].mean(dim=0) + 1e-4)
        return targets

    def _batch(self, step: int) -> ContentBatch:
        """Return batch `step` of the endless line of shuffled epochs."""
        if step < self._first_step:
            self._epoch, self._first_step = 0, 0
            self._epoch_batches = self._shuffled(0)
        while step >= self._first_step + len(self._epoch_batches):
            self._first_step += len(self._epoch_batches)
            self._epoch += 1
            self._epoch_batches = self._shuffled(self._epoch)
        return collate(self.store, self._epoch_batches[step - self._first_step])

    def _synthetic_batch(self, step: int) -> ContentBatch:
        draw = np.random.default_rng((self.seed, 1, step))
        starts, frames = self.synthetic.starts, np.diff(self.synthetic.starts)
        chosen = draw.permutation(len(frames))
        chosen = chosen[: int(np.searchsorted(np.cumsum(frames[chosen]), self.batch_frames))]
        longest = int(frames[chosen].max()) // 2 * 2
        spans = [slice(starts[number], starts[number] + min(frames[number], longest)) for number in chosen]
        log_mel = _repeated([self.synthetic.log_mels[span] for span in spans], longest)
        labels = _repeated([self.synthetic.labels[span] for span in spans], longest)[:, ::2]
        n_frames = np.minimum(frames[chosen], longest) // 2
        return ContentBatch(log_mel.float(), n_frames, [], labels.long())

    def _shuffled(self, epoch: int) -> list[list[Utterance]]:
        draw = np.random.default_rng((self.seed, epoch))
        chosen = []
        for utterance in self.utterances:
            if utterance.corpus == _ACCENTED:
                chosen += [utterance] * int(draw.random() < _ACCENTED_SHARE)
            else:
                chosen += [utterance] * (_ONE_CLIP_REPEATS if utterance.corpus == _ONE_CLIP_EACH else 1)
        chosen.sort(key=lambda u: u.frames * draw.uniform(0.9, 1.1))
        batches = list(_filled(chosen, self.batch_frames))
        return [batches[i] for i in draw.permutation(len(batches))]


def training_utterances(store: ContentStore) -> list[Utterance]:
    """Return the utterances of `store` that a content network may learn from, none too long for a batch."""
    kept = (u for u in learnt_from(store.utterances) if u.words)
    return [u for u in kept if u.frames <= _MAX_FRAMES]


def learnt_from(utterances: Sequence[S]) -> list[S]:
    """Return those whose speakers are not kept for the evaluation."""
    held_out = set(NEVER_TRAINED_ON)
    for corpus in (_ACCENTED, _ONE_CLIP_EACH):
        held_out |= held_out_speakers(utterances, corpus)
    return [utterance for utterance in utterances if utterance.speaker not in held_out]


def collate(store: ContentStore, utterances: list[Utterance]) -> ContentBatch:
    """Return `utterances` of `store` as one batch."""
    longest = max(utterance.frames for utterance in utterances)
    log_mel = _repeated([store.log_mel(utterance) for utterance in utterances], longest)
    n_frames = np.array([utterance.frames // 2 for utterance in utterances])
    return ContentBatch(log_mel.float(), n_frames, [u.words for u in utterances])


def stretched(batch: ContentBatch, factor: float) -> ContentBatch:
    """Return `batch` spoken `factor` times as slowly, its pitch and formants as they were."""
    frames = int(batch.log_mel.shape[1] * factor) // 2 * 2
    log_mel = F.interpolate(batch.log_mel.transpose(1, 2), size=frames, mode="linear").transpose(1, 2)
    n_frames = np.minimum((batch.n_frames * factor).astype(int), frames // 2)
    if batch.labels is None:
        return ContentBatch(log_mel, n_frames, batch.words)
    labels = F.interpolate(batch.labels[:, None].float(), size=frames // 2)[:, 0].long()
    return ContentBatch(log_mel, n_frames, batch.words, labels)


def is_loud(batch: ContentBatch) -> Tensor:
    """Return `(B, T // 2)` 1.0 where a frame is in the upper part of its utterance's range of levels.

    Without this a young network explains everything as silence and never recovers.
    """
    frames = batch.log_mel.shape[1] // 2
    level = batch.log_mel[:, : 2 * frames : 2].mean(dim=2)
    loud = torch.zeros_like(level)
    for row, values, valid in zip(loud, level, batch.n_frames.tolist(), strict=True):
        quiet, top = values[:valid].quantile(0.05), values[:valid].quantile(0.95)
        row[:valid] = (values[:valid] > quiet + _LOUD_RANGE_RATIO * (top - quiet)).float()
    return loud


def shortest_phones(batch: ContentBatch, loud: Tensor) -> list[int]:
    """Return for each utterance the frames a phone takes at least: about half of its mean duration.

    It keeps one phone from taking the time of all others, as an untrained network would have it.
    """
    counts = [sum(len(word) for word in words) for words in batch.words]
    mean = [frames / count for frames, count in zip(loud.sum(dim=1).tolist(), counts, strict=True)]
    room = [frames // count for frames, count in zip(batch.n_frames.tolist(), counts, strict=True)]
    return [max(1, min(int(_SHORTEST_RATIO * m), r)) for m, r in zip(mean, room, strict=True)]


def aligned_targets(log_scores: Tensor, batch: ContentBatch, repeats: list[int]) -> Tensor:
    """Return how likely each phone is at each frame, `(B, T, P)`, given the words and scores of that shape.

    No phone is shorter than `repeats` frames.
    """
    states = state_batch(batch.words, repeats)
    chain = torch.from_numpy(states.phones)[:, None].expand(-1, log_scores.shape[1], -1)  # (B, T, S)
    likely = occupancies(log_scores.gather(2, chain).double().numpy(), batch.n_frames, states)
    targets = torch.zeros_like(log_scores)
    return targets.scatter_add_(2, chain, torch.from_numpy(likely).to(log_scores.dtype))


def _repeated(rows: list[np.ndarray], length: int) -> Tensor:
    """Return `rows` of `(T, ...)` as one tensor `(B, length, ...)`, each said again until it is full.

    Silence in the padding would change the mean of the seconds around that the network sees.
    """
    return torch.from_numpy(np.stack([row[np.arange(length) % len(row)] for row in rows]))


def _filled(utterances: list[Utterance], batch_frames: int) -> Iterator[list[Utterance]]:
    """Yield runs of the sorted `utterances` that fill `batch_frames` with their padding."""
    batch: list[Utterance] = []
    for utterance in utterances:
        longest = max([utterance.frames, *(u.frames for u in batch)])
        if batch and longest * (len(batch) + 1) > batch_frames:
            yield batch
            batch = []
        batch.append(utterance)
    yield batch


def _valid(n_frames: np.ndarray, total: int) -> Tensor:
    return torch.from_numpy(np.arange(total) < n_frames[:, None])
