"""Writing the finished weights: half precision, the config in the header."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from rvc_core.config import to_jsonable
from rvc_core.files import atomic_path
from rvc_core.models.content_network import ContentNetwork
from rvc_core.models.source_filter import SourceFilterSynthesizer


def save_content_network(path: Path, network: ContentNetwork, facts: dict[str, object]) -> None:
    """Write `network` to `path` as safetensors fp16; `facts` of its training go beside the config."""
    _save(path, network.state_dict(), {"config": to_jsonable(network.config), "training": facts})


def save_base_synthesizer(
    path: Path, model: SourceFilterSynthesizer, speakers: tuple[str, ...], facts: dict[str, object]
) -> None:
    """Write `model` to `path` as safetensors fp16, with the names of its speakers in the order of `emb_g`."""
    header: dict[str, object] = {
        "config": to_jsonable(model.config),
        "speakers": list(speakers),
        "training": facts,
    }
    _save(path, model.state_dict(), header)


def _save(path: Path, state: dict[str, Tensor], header: dict[str, object]) -> None:
    halves = {key: tensor.detach().cpu().to(torch.float16).contiguous() for key, tensor in state.items()}
    metadata = {key: json.dumps(value, ensure_ascii=False) for key, value in header.items()}
    with atomic_path(path) as temporary:
        save_file(halves, temporary, metadata=metadata)
