"""Content encoders: what is sung, without who sings it."""

from rvc_core.content.base import ContentEncoder, context_frames, fitted_to
from rvc_core.content.frames import frame_count
from rvc_core.content.registry import available_encoders, default_encoder, load_content_encoder

__all__ = [
    "ContentEncoder",
    "available_encoders",
    "context_frames",
    "default_encoder",
    "fitted_to",
    "frame_count",
    "load_content_encoder",
]
