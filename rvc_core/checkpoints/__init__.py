"""Model files: every dialect in, RVC's own out, and what can be done with them."""

from rvc_core.checkpoints.card import ModelCard, save_card
from rvc_core.checkpoints.export import save_voice_model
from rvc_core.checkpoints.inspection import inspect_file
from rvc_core.checkpoints.metadata import CONTENTVEC, OWN_VERSION, ModelMetadata, version_for
from rvc_core.checkpoints.model_zip import (
    UnpackedModel,
    find_model,
    opened_model,
    pack_model_zip,
    unpack_model_zip,
)
from rvc_core.checkpoints.operations import blend, extract
from rvc_core.checkpoints.training_checkpoint import TrainingCheckpoint
from rvc_core.checkpoints.voice_model import VoiceModel, load_voice_model

__all__ = [
    "CONTENTVEC",
    "OWN_VERSION",
    "ModelCard",
    "ModelMetadata",
    "TrainingCheckpoint",
    "UnpackedModel",
    "VoiceModel",
    "blend",
    "extract",
    "find_model",
    "inspect_file",
    "load_voice_model",
    "opened_model",
    "pack_model_zip",
    "save_card",
    "save_voice_model",
    "unpack_model_zip",
    "version_for",
]
