"""Conversion of voices and covers of songs."""

from rvc_core.inference.covering import cover
from rvc_core.inference.file_conversion import convert
from rvc_core.inference.song_analysis import analyse_song

__all__ = ["analyse_song", "convert", "cover"]
