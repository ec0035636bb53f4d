"""`convert`: one voice file in, one converted file out."""

from rvc_core.audio import AudioClip, check_output, limit, load_audio, save_audio
from rvc_core.config import ConversionConfig, ConversionResult
from rvc_core.devices import named_memory_errors
from rvc_core.events import Pipeline
from rvc_core.inference.conversion import convert_voice
from rvc_core.inference.covering import TAGS
from rvc_core.inference.voice import TAKES_LESS, load_voice


def convert(config: ConversionConfig) -> Pipeline[ConversionResult]:
    """Return where the converted voice was written: `round(n * rate_out / rate_in)` samples, mono.

    The stages are "pitch", "content" and "converting".

    Raises:
        ConfigError: the file cannot be written in that format, or the model has no such speaker.
        DecodeError: the recording cannot be read.
        CheckpointError: the model cannot be used.
        DeviceError: the device is not there, or does not have enough memory.
    """
    check_output(config.output_path, channels=1)
    with named_memory_errors(TAKES_LESS):
        clip = load_audio(config.input_path)
        voice, warnings = load_voice(config)
        yield from warnings
        converted = yield from convert_voice(voice, clip, config.options)
        rate = converted.clip.sample_rate
        limited = AudioClip(limit(converted.clip.waveform, rate), rate)
        save_audio(config.output_path, limited, tags=TAGS)
    return ConversionResult(
        output_path=config.output_path,
        sample_rate=rate,
        duration_seconds=converted.clip.duration_seconds,
        pitch_shift_semitones=converted.pitch_shift_semitones,
    )
