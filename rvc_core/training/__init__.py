"""Training: `train` makes a voice model from recordings."""

from rvc_core.training.pipeline import train
from rvc_core.training.settings import has_checkpoint, with_kept_wishes

__all__ = ["has_checkpoint", "train", "with_kept_wishes"]
