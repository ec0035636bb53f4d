"""Training the base synthesizer on many voices."""

import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from rvc_core.devices import device_profile
from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.events import Pipeline
from rvc_core.models.content_network import ContentNetwork
from rvc_core.models.source_filter import SourceFilterConfig, SourceFilterSynthesizer
from rvc_core.models.source_filter_loss import MultiResolutionMel, StarterBatch, starter_loss
from rvc_core.pretraining.base_store import (
    HOP_LENGTH,
    SAMPLE_RATE_HZ,
    BaseStore,
    StoredSlice,
    open_base_store,
)
from rvc_core.pretraining.run import PretrainingRun, RunOptions, fit


def pretrain_base(
    data_dir: Path,
    options: RunOptions,
    network: ContentNetwork,
    batch_size: int = 8,
    segment_frames: int = 64,
    start: SourceFilterSynthesizer | None = None,
) -> Pipeline[SourceFilterSynthesizer]:
    """Return a base synthesizer trained on the voices of `data_dir`, driven by the content of `network`.

    `start` is trained further if given.

    Raises:
        EmptyDatasetError: `data_dir` has no manifest.
        IncompatibleCheckpointError: `start` has other sizes.
        DivergedError: the loss became NaN.
    """
    store = open_base_store(data_dir, options.work_dir, network, options.device)
    torch.manual_seed(options.seed)
    config = SourceFilterConfig(
        content_dim=network.config.content_dim, n_speakers=len(store.speakers), sample_rate=SAMPLE_RATE_HZ
    )
    if start and start.config != config:
        raise IncompatibleCheckpointError(
            "The synthesizer to start from has other sizes than these voices need."
        )
    model = (start or SourceFilterSynthesizer(config)).train()
    run = PretrainingRun("base", model, options)
    distance = MultiResolutionMel(SAMPLE_RATE_HZ).to(options.device)
    sampler = SegmentSampler(store, options.seed, batch_size, segment_frames, options.device)
    dtype = device_profile(options.device).dtype

    def loss_of_step(step: int) -> tuple[Tensor, dict[str, float]]:
        loss = starter_loss(model, sampler.batch(step), distance, dtype)
        return loss, {"loss": loss.item()}

    model.load_state_dict((yield from fit(run, loss_of_step)))
    return model.eval()


class SegmentSampler:
    """Draws segments: a corpus by the root of its length, then a slice by its length."""

    def __init__(
        self, store: BaseStore, seed: int, batch_size: int, segment_frames: int, device: str = "cpu"
    ) -> None:
        """Take the slices of `store` that are long enough for a segment; all sounds go to `device`."""
        self.seed, self.batch_size, self.segment_frames = seed, batch_size, segment_frames
        self.slices = [piece for piece in store.slices if piece.frames > segment_frames]
        self.shares = corpus_shares(self.slices)
        self._waveform = torch.from_numpy(store.waveform).to(device).view(-1, HOP_LENGTH)
        self._f0_hz = torch.from_numpy(store.f0_hz).to(device)
        self._content = [torch.from_numpy(view).to(device) for view in store.content]

    def batch(self, step: int) -> StarterBatch:
        """Return the batch of step number `step`; it depends on the seed and `step` alone."""
        draw = np.random.default_rng((self.seed, step))
        chosen = [self.slices[n] for n in draw.choice(len(self.slices), self.batch_size, p=self.shares)]
        room = np.array([(piece.frames - self.segment_frames) // 2 + 1 for piece in chosen])
        starts = np.array([piece.start for piece in chosen]) + draw.integers(room) * 2
        views = draw.integers(len(self._content), size=len(chosen))
        device = self._waveform.device
        frames = torch.from_numpy(starts[:, None] + np.arange(self.segment_frames)).to(device)
        content = torch.stack(
            [self._content[view][row] for view, row in zip(views, frames[:, ::2] // 2, strict=True)]
        )
        return StarterBatch(
            content=content.float().repeat_interleave(2, dim=1),
            f0_hz=self._f0_hz[frames],
            speaker_id=torch.tensor([piece.speaker for piece in chosen]).to(device),
            waveform=self._waveform[frames].flatten(1).float() / 32767.0,
            bandwidth_hz=torch.tensor([piece.bandwidth_hz for piece in chosen]).float().to(device),
        )


def corpus_shares(slices: list[StoredSlice]) -> np.ndarray:
    """Return how often each slice is drawn: a few hours of one voice should not outweigh the many."""
    frames: dict[str, int] = defaultdict(int)
    for piece in slices:
        frames[piece.corpus] += piece.frames
    weights = np.array([piece.frames / math.sqrt(frames[piece.corpus]) for piece in slices])
    return weights / weights.sum()
