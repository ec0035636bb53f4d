"""`cover`: a song in, the same song sung by another voice out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rvc_core.audio import (
    AI_GENERATED_COMMENT,
    AudioClip,
    check_output,
    limit,
    load_audio,
    remove_rumble,
    save_audio,
)
from rvc_core.config import CoverConfig, CoverResult
from rvc_core.devices import named_memory_errors
from rvc_core.events import Pipeline
from rvc_core.inference.conversion import N_STAGES, ConvertedVoice, convert_voice
from rvc_core.inference.mixing import mix, place_voice
from rvc_core.inference.stems import Excerpt, Stems, nothing_to_separate, obtain_stems, stem_paths
from rvc_core.inference.voice import TAKES_LESS, LoadedVoice, load_voice
from rvc_core.inference.voice_detection import has_voice, warn_without_voice
from rvc_core.separation import load_separator
from rvc_core.stage_progress import as_one_stage

TAGS = {"comment": AI_GENERATED_COMMENT, "software": "Persona"}


@dataclass(frozen=True, slots=True)
class SungSong:
    """A song with another voice, before it is mixed."""

    voice: AudioClip  # in the place of the song's
    accompaniment: AudioClip | None  # None for a voice alone
    pitch_shift_semitones: int  # of the voice


def cover(config: CoverConfig) -> Pipeline[CoverResult]:
    """Return where the cover was written: as long as the song to the sample, at its rate.

    The stages are "separating", "converting" and "mixing". Song and model are loaded before them, so that
    nobody waits for a separation only to learn that the model cannot be used or the cover not written.

    Raises:
        ConfigError: a file cannot be written in that format, or the model has no such speaker.
        DecodeError: the song cannot be read.
        CheckpointError: the model cannot be used.
        DeviceError: the device is not there, or does not have enough memory.
    """
    with named_memory_errors(TAKES_LESS):
        sung = yield from _sing(config)
        mixed = yield from _mix(config, sung)
        if config.converted_path is not None:
            save_audio(config.converted_path, _limited(sung.voice), tags=TAGS)
        save_audio(config.output_path, mixed, tags=TAGS)
    return CoverResult(
        output_path=config.output_path,
        converted_path=config.converted_path,
        stems=stem_paths(config.stems_dir),
        sample_rate=mixed.sample_rate,
        duration_seconds=mixed.duration_seconds,
        pitch_shift_semitones=sung.pitch_shift_semitones,
    )


def _sing(config: CoverConfig) -> Pipeline[SungSong]:
    """Return the parts to mix; song, model and separated voice are released before mixing."""
    song = load_audio(
        config.song_path, mono=False, start_seconds=config.start_seconds, seconds=config.seconds
    )
    for path in filter(None, (config.output_path, config.converted_path)):
        check_output(path, song.channels)
    singer, warnings = load_voice(config)
    yield from (*warnings, *song.notes)
    stems = yield from _separate(config, song)
    converted = yield from _convert(config, singer, stems, lambda f0_hz: has_voice(song, stems.vocals, f0_hz))
    yield from warn_without_voice(song, stems.vocals, converted.f0_hz)
    voice = place_voice(converted.clip, stems.vocals, config.options.envelope_mix)
    return SungSong(voice, stems.accompaniment, converted.pitch_shift_semitones)


def _separate(config: CoverConfig, song: AudioClip) -> Pipeline[Stems]:
    if config.a_cappella:
        yield from nothing_to_separate()
        return Stems(AudioClip(remove_rumble(song.waveform, song.sample_rate), song.sample_rate), None)
    separator = load_separator("auto", device=config.device, pretrained_dir=config.pretrained_dir)
    excerpt = Excerpt(config.song_path, config.start_seconds, config.seconds)
    return (yield from obtain_stems(song, excerpt, separator, config.stems_dir))


def _convert(
    config: CoverConfig, singer: LoadedVoice, stems: Stems, is_sung: Callable[[np.ndarray], bool]
) -> Pipeline[ConvertedVoice]:
    keeps_key = stems.accompaniment is not None and not config.shift_accompaniment
    pipeline = convert_voice(singer, stems.vocals, config.options, keeps_key, is_sung)
    return (yield from as_one_stage(pipeline, "converting", N_STAGES))


def _mix(config: CoverConfig, sung: SungSong) -> Pipeline[AudioClip]:
    pipeline = mix(
        sung.voice,
        sung.accompaniment,
        config.vocal_gain_db,
        config.accompaniment_gain_db,
        sung.pitch_shift_semitones if config.shift_accompaniment else 0,
    )
    return (yield from pipeline)


def _limited(clip: AudioClip) -> AudioClip:
    return AudioClip(limit(clip.waveform, clip.sample_rate), clip.sample_rate)
