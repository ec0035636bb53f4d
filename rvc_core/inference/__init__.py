"""Conversion of voices and covers of songs."""

from rvc_core.inference.covering import cover
from rvc_core.inference.file_conversion import convert

__all__ = ["convert", "cover"]
