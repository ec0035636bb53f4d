"""`pretrain content|base` as pipelines: from a folder of recordings to the files that are shipped."""

import time
from dataclasses import dataclass
from pathlib import Path

import torch

from rvc_core.config import limits
from rvc_core.content.starter import load_content_network
from rvc_core.devices import pick_device
from rvc_core.errors import CheckpointNotFoundError
from rvc_core.events import Pipeline
from rvc_core.files import file_sha256
from rvc_core.models.starter_base import load_base_synthesizer
from rvc_core.pretraining.base_fit import pretrain_base
from rvc_core.pretraining.base_store import single_voices, stored_speakers
from rvc_core.pretraining.card import update_card
from rvc_core.pretraining.content_fit import learnt_from, pretrain_content
from rvc_core.pretraining.export import save_base_synthesizer, save_content_network
from rvc_core.pretraining.manifest import read_manifest
from rvc_core.pretraining.run import RunOptions

CONTENT_NAME, BASE_NAME = "content.safetensors", "base.safetensors"
_PEAK_RATES = {"content": 1.5e-3, "base": 1e-3}
_WEIGHT_DECAYS = {"content": 0.05, "base": 0.01}  # a few hours of speech are soon memorised


@dataclass(frozen=True, slots=True)
class PretrainRequest:
    """What the command line requested.

    Raises:
        ConfigError: a setting is out of its range.
    """

    what: str  # content or base
    data_dir: Path  # contains MANIFEST.tsv
    work_dir: Path  # prepared features, checkpoint and log; a second run resumes from there
    output_dir: Path  # where the weights go; the base takes its content network from here
    steps: int
    batch_seconds: float = 36.0
    batch_size: int = 8
    device: str = "cpu"
    seed: int = 1234
    start_from: Path | None = None  # weights of the same kind to train further; else random ones
    peak_rate: float | None = None  # of learning; else the usual one

    def __post_init__(self) -> None:
        """Check the ranges."""
        limits.check_choice("what", self.what, tuple(_PEAK_RATES))
        limits.check_range("steps", self.steps, 1, 10_000_000)
        limits.check_range("batch_seconds", self.batch_seconds, 10.0, 3600.0)
        limits.check_range("batch_size", self.batch_size, 1, 1024)
        limits.check_range("peak_rate", self.peak_rate or _PEAK_RATES[self.what], 1e-6, 0.1)


def pretrain(request: PretrainRequest) -> Pipeline[Path]:
    """Return the path of the weights made.

    Raises:
        EmptyDatasetError: the data folder has no manifest.
        CheckpointNotFoundError: the base is requested before there is a content network.
        IncompatibleCheckpointError: `start_from` contains weights of another kind.
        DivergedError: the loss became NaN.
    """
    options = RunOptions(
        work_dir=request.work_dir / request.what,
        steps=request.steps,
        peak_rate=request.peak_rate or _PEAK_RATES[request.what],
        seed=request.seed,
        weight_decay=_WEIGHT_DECAYS[request.what],
        device=str(pick_device(request.device)),
    )
    make = _content if request.what == "content" else _base
    return (yield from make(request, options))


def _content(request: PretrainRequest, options: RunOptions) -> Pipeline[Path]:
    start = load_content_network(request.start_from) if request.start_from else None
    network = yield from pretrain_content(request.data_dir, options, request.batch_seconds, start)
    path = request.output_dir / CONTENT_NAME
    save_content_network(path, network, _facts(request))
    spoken = [row for row in read_manifest(request.data_dir) if row.text]
    update_card(path, _facts(request), learnt_from(spoken))
    return path


def _base(request: PretrainRequest, options: RunOptions) -> Pipeline[Path]:
    content_path = request.output_dir / CONTENT_NAME
    if not content_path.is_file():
        raise CheckpointNotFoundError(f"{content_path} is not there; `pretrain content` makes it first.")
    network = load_content_network(content_path)
    start = load_base_synthesizer(request.start_from) if request.start_from else None
    model = yield from pretrain_base(request.data_dir, options, network, request.batch_size, start=start)
    path = request.output_dir / BASE_NAME
    save_base_synthesizer(path, model, stored_speakers(options.work_dir), _facts(request))
    update_card(path, _facts(request), single_voices(read_manifest(request.data_dir)))
    return path


def _facts(request: PretrainRequest) -> dict[str, object]:
    """Return how the weights were made, as written into their file."""
    further = {"start_from": file_sha256(request.start_from)} if request.start_from else {}
    return further | {
        "steps": request.steps,
        "seed": request.seed,
        "batch_seconds": request.batch_seconds,
        "batch_size": request.batch_size,
        "torch": torch.__version__,
        "finished": time.strftime("%Y-%m-%d"),
    }
