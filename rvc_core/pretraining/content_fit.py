"""Training the content network on transcribed speech."""

from collections.abc import Sequence
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
from rvc_core.pretraining.augmentation import augmented
from rvc_core.pretraining.content_store import ContentStore, Utterance, open_content_store
from rvc_core.pretraining.forced_alignment import (
    Alignment,
    aligned_targets,
    collate,
    filled,
    is_loud,
    repeated,
    shortest_phones,
    valid_frames,
)
from rvc_core.pretraining.manifest import LEARNERS, READERS, Spoken, is_held_out, read_manifest
from rvc_core.pretraining.run import PretrainingRun, RunOptions, fit
from rvc_core.pretraining.synthetic_store import SyntheticStore, open_synthetic_store

S = TypeVar("S", bound=Spoken)

_ACCENTED = LEARNERS  # slow and accented: every utterance only each second epoch
_ACCENTED_SHARE = 0.5
_ONE_CLIP_EACH = READERS  # the most speakers, the least speech: three times an epoch
_ONE_CLIP_REPEATS = 3
_EXACT_STEPS = 400  # exact labels first: before that the network can align nothing itself
_SYNTHETIC_EVERY = 6  # later steps: keeps the phones of languages without transcripts
_PRIOR_SCALE = 0.5  # posteriors over the phones' shares are likelihoods, up to a factor
_SILENCE_SHARE = 0.2  # of recordings, to begin with
_LOUD_SILENCE_COST = 10.0  # nepers
_ALIGNED_FRAMES = 60_000  # at 100 Hz, at once
_MAX_FRAMES = 1700  # at 100 Hz
_FASTEST, _SLOWEST = 0.84, 1.4  # of the recorded time; sung vowels are long


@dataclass(frozen=True, slots=True)
class ContentBatch:
    """Utterances of one step, padded to the longest."""

    log_mel: Tensor  # (B, T, M) at 100 Hz
    n_frames: np.ndarray  # (B,) at 50 Hz
    targets: Tensor  # (B, T // 2, P) how likely each phone is at each frame


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
    """The loss of each step: cross-entropy against the alignment that the network itself finds likely.

    All recordings are aligned again after every so many steps, the more the better the network is; in
    between, a step costs no more than the network. The device holds all features and alignments.
    """

    def __init__(
        self,
        network: ContentNetwork,
        store: ContentStore,
        synthetic: SyntheticStore,
        seed: int,
        batch_seconds: float,
    ) -> None:
        """Take the training speakers' utterances of `store`, and all of `synthetic`."""
        self.network, self.synthetic, self.seed = network, synthetic, seed
        self.device = next(network.parameters()).device
        self.log_mels = torch.from_numpy(store.log_mels).to(self.device)
        self.synthetic_log_mels = torch.from_numpy(synthetic.log_mels).to(self.device)
        self.synthetic_labels = torch.from_numpy(synthetic.labels).to(self.device)
        self.exact_steps = _EXACT_STEPS
        self.utterances = training_utterances(store)
        self.batch_frames = int(batch_seconds * 100)
        shares = np.bincount(synthetic.labels, minlength=len(synthetic.phones)) / len(synthetic.labels)
        self.prior = (torch.from_numpy(shares).float() + 1e-4).to(self.device)
        self.prior[0] = _SILENCE_SHARE
        self.alignment: Alignment | None = None
        self._epoch, self._first_step = 0, 0
        self._epoch_batches = self._shuffled(0)

    def loss_of_step(self, step: int) -> tuple[Tensor, dict[str, float]]:
        """Return the loss of step number `step`, and its parts for the log."""
        synthetic = step < self.exact_steps or step % _SYNTHETIC_EVERY == 0
        batch = self._synthetic_batch(step) if synthetic else self._batch(step)
        slowness = _FASTEST + (_SLOWEST - _FASTEST) * np.random.default_rng((self.seed, 2, step)).random()
        batch = stretched(batch, slowness)
        generator = torch.Generator(self.device).manual_seed(self.seed * 7919 + step)
        log_posteriors = self._log_posteriors(augmented(batch.log_mel, generator))
        mask = valid_frames(batch.n_frames, batch.targets.shape[1]).to(self.device)
        loss = -(batch.targets * log_posteriors).sum(dim=-1)[mask].mean()
        right = (log_posteriors.argmax(-1) == batch.targets.argmax(-1))[mask].float().mean()
        silence = batch.targets[..., 0][mask].mean()
        return loss, {"loss": loss.item(), "frames_right": right.item(), "silence": silence.item()}

    def _log_posteriors(self, log_mel: Tensor) -> Tensor:
        dtype = device_profile(str(self.device)).dtype
        with torch.autocast(self.device.type, dtype, enabled=dtype != torch.float32):
            logits = self.network(log_mel)
        return logits.log_softmax(dim=-1)

    @torch.no_grad()
    def _align(self, step: int) -> Alignment:
        """Return the alignment of all utterances as the network sees it now; the prior follows it."""
        alignment = Alignment(self.utterances, len(self.prior), step, self.device)
        by_length = sorted(self.utterances, key=lambda utterance: utterance.frames)
        self.network.eval()
        for utterances in filled(by_length, _ALIGNED_FRAMES):
            spoken = collate(self.log_mels, utterances)
            scores = self._log_posteriors(spoken.log_mel) - _PRIOR_SCALE * self.prior.log()
            loud = is_loud(spoken)
            scores[..., 0] -= _LOUD_SILENCE_COST * loud
            alignment.keep(utterances, aligned_targets(scores, spoken, shortest_phones(spoken, loud)))
        self.network.train()
        self.prior = alignment.targets.mean(dim=0, dtype=torch.float32) + 1e-4
        return alignment

    def _batch(self, step: int) -> ContentBatch:
        """Return batch `step` of the endless line of shuffled epochs."""
        if step < self._first_step:
            self._epoch, self._first_step = 0, 0
            self._epoch_batches = self._shuffled(0)
        while step >= self._first_step + len(self._epoch_batches):
            self._first_step += len(self._epoch_batches)
            self._epoch += 1
            self._epoch_batches = self._shuffled(self._epoch)
        if self.alignment is None or step >= self.alignment.good_until:
            self.alignment = self._align(step)
        utterances = self._epoch_batches[step - self._first_step]
        spoken = collate(self.log_mels, utterances)
        targets = self.alignment.of(utterances, spoken.log_mel.shape[1] // 2)
        return ContentBatch(spoken.log_mel, spoken.n_frames, targets)

    def _synthetic_batch(self, step: int) -> ContentBatch:
        draw = np.random.default_rng((self.seed, 1, step))
        starts, frames = self.synthetic.starts, np.diff(self.synthetic.starts)
        chosen = draw.permutation(len(frames))
        chosen = chosen[: int(np.searchsorted(np.cumsum(frames[chosen]), self.batch_frames))]
        longest = int(frames[chosen].max()) // 2 * 2
        lengths = np.minimum(frames[chosen], longest)
        log_mel = repeated(self.synthetic_log_mels, starts[chosen], lengths, longest)
        labels = repeated(self.synthetic_labels, starts[chosen], lengths, longest)[:, ::2]
        targets = F.one_hot(labels.long(), len(self.prior)).float()
        return ContentBatch(log_mel.float(), lengths // 2, targets)

    def _shuffled(self, epoch: int) -> list[list[Utterance]]:
        draw = np.random.default_rng((self.seed, epoch))
        chosen = []
        for utterance in self.utterances:
            if utterance.corpus == _ACCENTED:
                chosen += [utterance] * int(draw.random() < _ACCENTED_SHARE)
            else:
                chosen += [utterance] * (_ONE_CLIP_REPEATS if utterance.corpus == _ONE_CLIP_EACH else 1)
        chosen.sort(key=lambda u: u.frames * draw.uniform(0.9, 1.1))
        batches = list(filled(chosen, self.batch_frames))
        return [batches[i] for i in draw.permutation(len(batches))]


def training_utterances(store: ContentStore) -> list[Utterance]:
    """Return the utterances of `store` that a content network may learn from, none too long for a batch."""
    kept = (u for u in learnt_from(store.utterances) if u.words)
    return [u for u in kept if u.frames <= _MAX_FRAMES]


def learnt_from(utterances: Sequence[S]) -> list[S]:
    """Return those that are not kept for the evaluation."""
    return [utterance for utterance in utterances if not is_held_out(utterance)]


def stretched(batch: ContentBatch, factor: float) -> ContentBatch:
    """Return `batch` spoken `factor` times as slowly, its pitch and formants as they were."""
    frames = int(batch.log_mel.shape[1] * factor) // 2 * 2
    log_mel = F.interpolate(batch.log_mel.transpose(1, 2), size=frames, mode="linear").transpose(1, 2)
    n_frames = np.minimum((batch.n_frames * factor).astype(int), frames // 2)
    targets = F.interpolate(batch.targets.transpose(1, 2), size=frames // 2, mode="nearest-exact")
    return ContentBatch(log_mel, n_frames, targets.transpose(1, 2))
