"""Songs into voice and accompaniment."""

from rvc_core.separation.base import Separator
from rvc_core.separation.registry import available_separators, load_separator
from rvc_core.separation.spectral import SpectralSeparator

__all__ = ["Separator", "SpectralSeparator", "available_separators", "load_separator"]
