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
    sampler = SegmentSampler(store, options.seed, batch_size, segment_frames)
    dtype = device_profile(options.device).dtype

    def loss_of_step(step: int) -> tuple[Tensor, dict[str, float]]:
        loss = starter_loss(model, sampler.batch(step, options.device), distance, dtype)
        return loss, {"loss": loss.item()}

    model.load_state_dict((yield from fit(run, loss_of_step)))
    return model.eval()


class SegmentSampler:
    """Draws segments: a corpus by the root of its length, then a slice by its length."""

    def __init__(self, store: BaseStore, seed: int, batch_size: int, segment_frames: int) -> None:
        """Take the slices of `store` that are long enough for a segment."""
        self.store, self.seed = store, seed
        self.batch_size, self.segment_frames = batch_size, segment_frames
        long_enough = [piece for piece in store.slices if piece.frames > segment_frames]
        self.slices, self.shares = long_enough, corpus_shares(long_enough)

    def batch(self, step: int, device: str) -> StarterBatch:
        """Return the batch of step number `step`; it depends on the seed and `step` alone."""
        draw = np.random.default_rng((self.seed, step))
        chosen = draw.choice(len(self.slices), self.batch_size, p=self.shares)
        rows = [self._segment(self.slices[number], draw) for number in chosen]
        content, f0_hz, waveform = (np.stack(part) for part in zip(*rows, strict=True))
        speakers = [self.slices[number].speaker for number in chosen]
        widths = [self.slices[number].bandwidth_hz for number in chosen]
        return StarterBatch(
            content=torch.from_numpy(content).to(device),
            f0_hz=torch.from_numpy(f0_hz).to(device),
            speaker_id=torch.tensor(speakers, device=device),
            waveform=torch.from_numpy(waveform).to(device),
            bandwidth_hz=torch.tensor(widths, dtype=torch.float32, device=device),
        )

    def _segment(
        self, piece: StoredSlice, draw: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return content `(T, D)` at 100 Hz, F0 `(T,)` and waveform `(T * hop,)` of a random segment."""
        offset = int(draw.integers((piece.frames - self.segment_frames) // 2 + 1)) * 2
        start, count = piece.start + offset, self.segment_frames
        view = self.store.content[int(draw.integers(len(self.store.content)))]
        content = view[start // 2 : (start + count) // 2].astype(np.float32).repeat(2, axis=0)
        sound = self.store.waveform[start * HOP_LENGTH : (start + count) * HOP_LENGTH]
        f0_hz = np.array(self.store.f0_hz[start : start + count])
        return content, f0_hz, sound.astype(np.float32) / np.float32(32767)


def corpus_shares(slices: list[StoredSlice]) -> np.ndarray:
    """Return how often each slice is drawn: few hours of one voice shall not drown the many."""
    frames: dict[str, int] = defaultdict(int)
    for piece in slices:
        frames[piece.corpus] += piece.frames
    weights = np.array([piece.frames / math.sqrt(frames[piece.corpus]) for piece in slices])
    return weights / weights.sum()
