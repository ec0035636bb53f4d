"""The one place where weight files are read, and what is known about the pretrained ones."""

from rvc_core.weights.download import download
from rvc_core.weights.manifest import MANIFEST, PretrainedEntry, Variant
from rvc_core.weights.pretrained import (
    FoundFile,
    PretrainedWeights,
    default_pretrained_dir,
    scan_pretrained,
)
from rvc_core.weights.torch_files import load_metadata, load_tensors

__all__ = [
    "MANIFEST",
    "FoundFile",
    "PretrainedEntry",
    "PretrainedWeights",
    "Variant",
    "default_pretrained_dir",
    "download",
    "load_metadata",
    "load_tensors",
    "scan_pretrained",
]
