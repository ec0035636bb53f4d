"""Waveforms: reading, writing, resampling, filtering, levels and cutting. Imports no PyTorch."""

from rvc_core.audio.clip import AudioClip, AudioInfo, mix_to_mono
from rvc_core.audio.decoding import load_audio, load_parts, probe_audio, stream_audio
from rvc_core.audio.encoding import AI_GENERATED_COMMENT, check_output, read_tags, save_audio
from rvc_core.audio.filters import high_pass, remove_rumble
from rvc_core.audio.levels import (
    INPUT_PEAK,
    db_to_gain,
    frame_rms,
    level_recording,
    level_slice,
    limit,
    limit_peak,
    loudest_db,
    mix_envelopes,
    require_audible,
    require_length,
)
from rvc_core.audio.resampling import fit_length, resample, resampled_length
from rvc_core.audio.slicing import SlicerOptions, find_slices, window_ranges

__all__ = [
    "AI_GENERATED_COMMENT",
    "INPUT_PEAK",
    "AudioClip",
    "AudioInfo",
    "SlicerOptions",
    "check_output",
    "db_to_gain",
    "find_slices",
    "fit_length",
    "frame_rms",
    "high_pass",
    "level_recording",
    "level_slice",
    "limit",
    "limit_peak",
    "load_audio",
    "load_parts",
    "loudest_db",
    "mix_envelopes",
    "mix_to_mono",
    "probe_audio",
    "read_tags",
    "remove_rumble",
    "require_audible",
    "require_length",
    "resample",
    "resampled_length",
    "stream_audio",
    "save_audio",
    "window_ranges",
]
