"""Training: `train` makes a voice model from recordings."""

from rvc_core.training.pipeline import train
from rvc_core.training.settings import with_kept_wishes

__all__ = ["train", "with_kept_wishes"]
