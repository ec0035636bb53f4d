import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rvc_core.checkpoints import ModelMetadata, save_voice_model
from rvc_core.config.synthesizer import SynthesizerConfig
from rvc_core.models import Synthesizer
from rvc_core.retrieval import RetrievalIndex
from tests.core.tiny import tiny_config

MakeModel = Callable[..., Path]
SaveDict = Callable[..., Path]
Zipped = Callable[..., Path]


TWO_KERNELS = {"resblock_kernel_sizes": (3, 7), "resblock_dilations": ((1, 3, 5), (1, 3, 5))}


def tiny_state(config: SynthesizerConfig, seed: int = 0) -> dict[str, torch.Tensor]:
    torch.manual_seed(seed)
    return Synthesizer(config).state_dict()


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Networks this small run faster on one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def tiny() -> SynthesizerConfig:
    return tiny_config(**TWO_KERNELS)


@pytest.fixture
def state_of() -> Callable[..., dict[str, torch.Tensor]]:
    """Return a function that gives fresh weights for a config."""
    return tiny_state


@pytest.fixture
def make_model(tmp_path: Path) -> MakeModel:
    """Return a function that writes a small voice model as `save_voice_model` does."""

    def make(name: str = "voice", seed: int = 0, **changes: Any) -> Path:
        config = tiny_config(**{**TWO_KERNELS, **changes})
        path = tmp_path / f"{name}.pth"
        save_voice_model(path, tiny_state(config, seed), config, ModelMetadata(name, epoch=3))
        return path

    return make


@pytest.fixture
def content_of(make_model: MakeModel) -> Callable[..., dict[str, Any]]:
    """Return a function that gives the dict inside a small model's file, cut to RVC's six keys."""

    def give(**changes: Any) -> dict[str, Any]:
        content = torch.load(make_model("source", **changes), weights_only=True)
        return {key: content[key] for key in ("weight", "config", "info", "sr", "f0", "version")}

    return give


@pytest.fixture
def save_dict(tmp_path: Path) -> SaveDict:
    """Return a function that writes any dict as a `.pth`."""

    def save(content: object, name: str = "file.pth") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(content, path)
        return path

    return save


@pytest.fixture
def make_index(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes an index of random vectors."""

    def make(
        name: str = "added_IVF2_Flat_nprobe_1_voice_v2.index", content_dim: int = 768, seed: int = 0
    ) -> Path:
        vectors = np.random.default_rng(seed).standard_normal((80, content_dim)).astype(np.float32)
        path = tmp_path / name
        RetrievalIndex.build(vectors).save(path)
        return path

    return make


@pytest.fixture
def zipped(tmp_path: Path) -> Zipped:
    """Return a function that writes a zip from names and contents (paths are copied in)."""

    def make(members: dict[str, Path | bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
        path = tmp_path / "shared.zip"
        with zipfile.ZipFile(path, "w", compression) as archive:
            for name, content in members.items():
                archive.writestr(name, content if isinstance(content, bytes) else content.read_bytes())
        return path

    return make


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "가수"
