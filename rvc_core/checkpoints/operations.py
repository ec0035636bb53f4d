"""Operations on whole models: blend two, extract one from a training checkpoint."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from rvc_core.checkpoints.dialect import FileKind
from rvc_core.checkpoints.export import save_voice_model, stored_config
from rvc_core.checkpoints.metadata import ModelMetadata, median_f0_of
from rvc_core.checkpoints.model_file import ModelFile, read_model_file
from rvc_core.checkpoints.model_zip import opened_model
from rvc_core.config.limits import check_range
from rvc_core.errors import IncompatibleCheckpointError

_SPEAKERS = "emb_g.weight"


def blend(first: Path, second: Path, alpha: float, output: Path) -> ModelMetadata:
    """Write the model `alpha * first + (1 - alpha) * second` and return its metadata.

    Each is a `.pth`, a zip or a folder. Both need the same network, rate, F0 use and content encoder; of the
    speakers, as many as both have stay. The median pitch is blended too, if both cards have it.

    Raises:
        ConfigError: `alpha` is not between 0 and 1.
        IncompatibleCheckpointError: the two do not fit together; the message says how they differ.
    """
    check_range("alpha", alpha, 0.0, 1.0)
    one, other = _opened(first), _opened(second)
    _check_alike(one, other)
    tensors = {name: _mixed(name, one.tensors[name], other.tensors[name], alpha) for name in one.tensors}
    config = one.config if one.config.n_speakers <= other.config.n_speakers else other.config
    words = f"{alpha:g} of {one.metadata.name}, {1 - alpha:g} of {other.metadata.name}"
    card = _blended_card(one.metadata.card, other.metadata.card, alpha)
    metadata = replace(
        one.metadata, name=Path(output).stem, info=words, epoch=0, step=0, creation_date=None, card=card
    )
    return save_voice_model(Path(output), tensors, config, metadata)


def extract(checkpoint: Path, output: Path, name: str | None = None) -> ModelMetadata:
    """Write the voice model inside a training checkpoint `G_….pth` and return its metadata.

    Raises:
        CheckpointNotFoundError: there is no such file.
        UnsafeCheckpointError: it contains code, or is built to exhaust memory.
        IncompatibleCheckpointError: it is not a generator's checkpoint.
    """
    file = read_model_file(checkpoint)
    if file.kind is not FileKind.GENERATOR_CHECKPOINT:
        raise IncompatibleCheckpointError(
            f"{Path(checkpoint).name} is a voice model already; wanted is a training checkpoint (G_….pth)."
        )
    metadata = replace(file.metadata, name=name or Path(output).stem)
    return save_voice_model(Path(output), file.tensors, file.config, metadata)


def _opened(path: Path) -> ModelFile:
    with opened_model(path) as (model_path, _):
        return read_model_file(model_path)


def _mixed(name: str, one: Tensor, other: Tensor, alpha: float) -> Tensor:
    if name == _SPEAKERS:
        rows = min(len(one), len(other))
        one, other = one[:rows], other[:rows]
    return torch.lerp(other.float(), one.float(), alpha)


def _blended_card(one: dict[str, Any], other: dict[str, Any], alpha: float) -> dict[str, Any]:
    first_hz, second_hz = median_f0_of(one), median_f0_of(other)
    if first_hz is None or second_hz is None:
        return {}
    return {"median_f0_hz": round(first_hz**alpha * second_hz ** (1.0 - alpha), 2)}  # pitch is logarithmic


def _check_alike(one: ModelFile, other: ModelFile) -> None:
    facts = {
        "family": (one.config.family, other.config.family),
        "sample rate": (one.config.sample_rate, other.config.sample_rate),
        "version": (one.config.version, other.config.version),
        "use of F0": (one.config.f0, other.config.f0),
        "content encoder": (one.metadata.embedder_model, other.metadata.embedder_model),
        "filling of unvoiced F0": (one.metadata.f0_unvoiced, other.metadata.f0_unvoiced),
    }
    for words, (mine, theirs) in facts.items():
        if mine != theirs:
            raise IncompatibleCheckpointError(f"The models differ in {words}: {mine} and {theirs}.")
    differing = [name for name in one.tensors.keys() | other.tensors.keys() if _differs(name, one, other)]
    if differing or _unseen_in_tensors(one) != _unseen_in_tensors(other):
        raise IncompatibleCheckpointError("The models differ in the sizes of their networks.")


def _differs(name: str, one: ModelFile, other: ModelFile) -> bool:
    if name not in one.tensors or name not in other.tensors:
        return True
    first = 1 if name == _SPEAKERS else 0
    return one.tensors[name].shape[first:] != other.tensors[name].shape[first:]


def _unseen_in_tensors(file: ModelFile) -> object:
    stored = stored_config(file.config)
    if isinstance(stored, list):
        return stored[11:13]  # dilations and rates
    return {name: value for name, value in stored.items() if name != "n_speakers"}
