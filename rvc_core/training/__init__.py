"""Training: `train` makes a voice model from recordings."""

from rvc_core.training.pipeline import train
from rvc_core.training.plan import has_checkpoint, resumed_config

__all__ = ["has_checkpoint", "resumed_config", "train"]
