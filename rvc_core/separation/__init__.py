"""Songs into voice and accompaniment."""

from rvc_core.separation.base import Separator
from rvc_core.separation.registry import available_separators, load_separator

__all__ = ["Separator", "available_separators", "load_separator"]
