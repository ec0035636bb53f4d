"""The starter base: one synthesizer of many voices, and how a new voice starts from it."""

import json
from dataclasses import replace
from pathlib import Path

import torch

from rvc_core.config import from_jsonable
from rvc_core.errors import ConfigError, IncompatibleCheckpointError
from rvc_core.models.source_filter import SourceFilterConfig, SourceFilterSynthesizer
from rvc_core.weights import load_metadata, load_tensors


def load_base_synthesizer(path: Path) -> SourceFilterSynthesizer:
    """Return the base synthesizer in `path`, with all its voices.

    Raises:
        CheckpointNotFoundError: there is no such file.
        IncompatibleCheckpointError: the file contains another network.
    """
    try:
        config = from_jsonable(SourceFilterConfig, json.loads(load_metadata(path)["config"]))
        model = SourceFilterSynthesizer(config)
        model.load_state_dict({key: tensor.float() for key, tensor in load_tensors(path).items()})
    except (KeyError, TypeError, ValueError, RuntimeError, ConfigError) as error:
        raise IncompatibleCheckpointError(
            f"{path.name} is not a starter base of this version: {error}"
        ) from error
    return model


def new_voice(base: SourceFilterSynthesizer) -> SourceFilterSynthesizer:
    """Return a copy of `base` with one voice, the mean of all: where fine-tuning begins."""
    model = SourceFilterSynthesizer(replace(base.config, n_speakers=1))
    state = dict(base.state_dict())
    state["emb_g.weight"] = state["emb_g.weight"].mean(dim=0, keepdim=True)
    with torch.no_grad():
        model.load_state_dict({key: tensor.clone() for key, tensor in state.items()})
    return model
