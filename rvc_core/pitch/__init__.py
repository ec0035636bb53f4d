"""F0: methods by name, one signature, and what is done with contours."""

from rvc_core.pitch.base import PitchExtractor, extract_each
from rvc_core.pitch.contour import (
    interpolate_unvoiced,
    median_f0,
    nearest_octave_shift,
    shift_f0,
    suggest_pitch_shift_semitones,
)
from rvc_core.pitch.registry import available_methods, default_method, load_pitch_extractor

__all__ = [
    "PitchExtractor",
    "available_methods",
    "default_method",
    "extract_each",
    "interpolate_unvoiced",
    "load_pitch_extractor",
    "median_f0",
    "nearest_octave_shift",
    "shift_f0",
    "suggest_pitch_shift_semitones",
]
