"""Training: `train` makes a voice model from recordings."""

from rvc_core.training.pipeline import train

__all__ = ["train"]
