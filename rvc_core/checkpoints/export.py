"""Writes the small `.pth` that other RVC programs open."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from rvc_core.checkpoints.metadata import ModelMetadata, plain_card, version_for
from rvc_core.checkpoints.weight_names import legacy_weight_names, without_posterior
from rvc_core.config.jsonable import to_jsonable
from rvc_core.config.synthesizer import SynthesizerConfig
from rvc_core.files import atomic_path
from rvc_core.models.families import VoiceConfig, family_named

_MAX_CLOCK_MINUTES = 1e6  # nearly two years of recordings; more is a mistake


def save_voice_model(
    path: Path, synthesizer_state: Mapping[str, Tensor], config: VoiceConfig, metadata: ModelMetadata
) -> ModelMetadata:
    """Write a voice model and return its metadata as written; the file appears whole or not at all.

    It has RVC's six keys with RVC's types and Applio's extra keys beside them, weights in fp16 and no
    posterior encoder. The version follows from the encoder: models that other programs cannot run are
    labelled `persona-1`, which they refuse by name.
    """
    version = version_for(config.family, metadata.embedder_model, config.content_dim)
    vocoder = family_named(config.family).vocoder
    created = metadata.creation_date or datetime.now(UTC).isoformat(timespec="seconds")
    metadata = replace(
        metadata, version=version, family=config.family, vocoder=vocoder, creation_date=created
    )
    tensors = without_posterior(legacy_weight_names(synthesizer_state))
    weight = {name: tensor.detach().to("cpu", torch.float16).clone() for name, tensor in tensors.items()}
    write_torch_file(Path(path), {"weight": weight, **labels(config, metadata)})
    return metadata


def labels(config: VoiceConfig, metadata: ModelMetadata) -> dict[str, Any]:
    """Return all of a model file but its weights."""
    stored = stored_config(config)
    return {
        "config": stored,
        "info": metadata.info or f"{metadata.epoch}epoch",
        "sr": f"{config.sample_rate // 1000}k",
        "f0": int(config.f0),
        "version": metadata.version,
        "epoch": metadata.epoch,
        "step": metadata.step,
        "creation_date": metadata.creation_date,
        "model_hash": _model_hash(config.sample_rate, stored, metadata),
        "dataset_length": _clock(metadata.card.get("minutes_of_data")),
        "model_name": metadata.name,
        "author": metadata.author,
        "embedder_model": metadata.embedder_model,
        "speakers_id": config.n_speakers,
        "vocoder": metadata.vocoder,
        "family": config.family,
        "content_dim": config.content_dim,
        "f0_unvoiced": metadata.f0_unvoiced,
        "card": plain_card(metadata.card),
    }


def stored_config(config: VoiceConfig) -> list[Any] | dict[str, Any]:
    """Return a config as files keep it: RVC's positional list, or the fields of another family by name."""
    return config.to_list() if isinstance(config, SynthesizerConfig) else to_jsonable(config)


def write_torch_file(path: Path, content: dict[str, Any]) -> None:
    """Write `content` with PyTorch; the file appears whole or not at all."""
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        torch.save(content, file)


def _model_hash(sample_rate: int, config: Any, metadata: ModelMetadata) -> str:
    # Source: Applio's `{name}-{epoch}-{step}-{sr}-{version}-{config}`.
    parts = (metadata.name, metadata.epoch, metadata.step, sample_rate, metadata.version, config)
    return hashlib.sha256("-".join(str(part) for part in parts).encode()).hexdigest()


def _clock(minutes: Any) -> str | None:
    if not isinstance(minutes, int | float) or isinstance(minutes, bool):
        return None
    if not 0 <= minutes < _MAX_CLOCK_MINUTES:
        return None
    seconds = round(minutes * 60)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
