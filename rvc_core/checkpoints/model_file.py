"""A model's file, read and checked, before any network is built for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor

from rvc_core.checkpoints.dialect import WANTED, FileKind, Identified, identify
from rvc_core.checkpoints.metadata import OWN_VERSION, ModelMetadata, metadata_from
from rvc_core.checkpoints.sniffing import config_from_tensors
from rvc_core.checkpoints.weight_names import without_posterior
from rvc_core.config.jsonable import from_jsonable
from rvc_core.config.limits import shown
from rvc_core.errors import ConfigError, IncompatibleCheckpointError, about_file
from rvc_core.models.families import VoiceConfig, build_unfilled_synthesizer, family_named
from rvc_core.weights import load_metadata, load_tensors

_NETWORK_PREFIXES = ("enc_p.", "dec.", "flow.", "emb_g.")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A voice model's or a generator checkpoint's content: enough to build, blend or describe it."""

    kind: FileKind
    tensors: dict[str, Tensor]  # without the posterior encoder, as stored (fp16 in most files)
    config: VoiceConfig
    metadata: ModelMetadata


def read_model_file(path: Path) -> ModelFile:
    """Return the content of a voice model's file, checked down to every shape and number.

    Raises:
        CheckpointNotFoundError: there is no such file.
        UnsafeCheckpointError: it contains code, or is built to exhaust memory.
        IncompatibleCheckpointError: it is something else (the message says what), or damaged.
    """
    path = Path(path)
    with about_file(path.name):
        return _read(path)


def _read(path: Path) -> ModelFile:
    if path.suffix.lower() == ".onnx":
        raise IncompatibleCheckpointError(f"This is an ONNX export. {WANTED}", kind="onnx")
    identified = identify(_content(path))
    labels = _labels(identified)
    if labels.get("config") is None and identified.kind is FileKind.VOICE_MODEL:
        message = "It has weights but no config; export the model again."
        raise IncompatibleCheckpointError(message, kind="no_config")
    config = config_of_labels(labels, identified.tensors)
    metadata = metadata_from(labels, path.stem, config.version)
    tensors = _checked_shapes(config, without_posterior(identified.tensors))
    _check_numbers(tensors)
    return ModelFile(identified.kind, tensors, config, replace(metadata, family=config.family))


def _content(path: Path) -> dict[str, Any]:
    """Return a file's content as PyTorch files are laid out: weights apart from their labels."""
    content = load_tensors(path)
    if not content or not all(isinstance(value, Tensor) for value in content.values()):
        return content
    labels = {name: _parsed(text) for name, text in _texts_beside(path).items()}
    return {"weight": content, **labels} if "config" in labels else content


def _texts_beside(path: Path) -> dict[str, str]:
    try:
        return load_metadata(path)
    except IncompatibleCheckpointError:  # a PyTorch file keeps no texts beside its tensors
        return {}


def _parsed(text: str) -> Any:
    """Return a label of a safetensors file, whose labels are texts: JSON, or a word."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _labels(identified: Identified) -> dict[str, Any]:
    # Training checkpoints written here carry the labels of their model beside the weights.
    labels = identified.content.get("labels")
    return {**identified.content, **labels} if isinstance(labels, dict) else identified.content


def config_of_labels(labels: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> VoiceConfig:
    """Return the config that a file's labels and tensors agree on.

    Raises:
        IncompatibleCheckpointError: they do not agree, or no such network can be built.
    """
    family = labels.get("family", "rvc")
    if not isinstance(family, str):
        message = f"The model's family is {shown(family)}, but must be a word."
        raise IncompatibleCheckpointError(message, kind="wrong_config")
    if family != "rvc":
        return _stored_config(family[:40], labels.get("config"))
    own = OWN_VERSION if labels.get("version") == OWN_VERSION else None
    return config_from_tensors(tensors, labels.get("config"), own)


def _stored_config(family: str, values: Any) -> VoiceConfig:
    try:
        if not isinstance(values, dict):
            raise ConfigError("it is not a dict of settings.")
        return cast("VoiceConfig", from_jsonable(family_named(family).config_class, values))
    except (ConfigError, TypeError, ValueError) as error:
        message = f"The model's config cannot be right: {error}"
        raise IncompatibleCheckpointError(message, kind="wrong_config") from error


def _checked_shapes(config: VoiceConfig, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors that the network of `config` has; what is stored beside them is left out."""
    wanted = _wanted_tensors(config)
    for name, tensor in wanted.items():
        if name not in tensors:
            raise IncompatibleCheckpointError(f"The model lacks the tensor {name}.", kind="wrong_tensors")
        if tensors[name].shape != tensor.shape:
            have, need = list(tensors[name].shape), list(tensor.shape)
            message = f"The tensor {name} has shape {have}, but {need} is expected."
            raise IncompatibleCheckpointError(message, kind="wrong_tensors")
    for name in tensors:
        if name not in wanted and name.startswith(_NETWORK_PREFIXES):
            message = f"The tensor {name[:80]} does not belong to an RVC model."
            raise IncompatibleCheckpointError(message, kind="wrong_tensors")
    return {name: tensors[name] for name in wanted}


def _wanted_tensors(config: VoiceConfig) -> dict[str, Tensor]:
    """Return the network's state dict, of which only shapes mean anything.

    Its memory is reserved but never written, so it costs nothing, however large the config's network is.
    """
    try:
        return build_unfilled_synthesizer(config).state_dict()
    except (TypeError, ValueError, RuntimeError) as error:
        message = f"No network can be built from the model's config: {error}"
        raise IncompatibleCheckpointError(message, kind="wrong_config") from error


def _check_numbers(tensors: Mapping[str, Tensor]) -> None:
    for name, tensor in tensors.items():
        single = tensor.float() if tensor.dtype == torch.float64 else tensor  # as the network will store it
        if tensor.is_floating_point() and not torch.isfinite(single).all():
            message = f"The tensor {name[:80]} contains NaN or infinity: the training of this model diverged."
            raise IncompatibleCheckpointError(message, kind="not_finite")
