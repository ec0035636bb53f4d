"""A voice recording into another voice: pitch, content, synthesis, joined to the exact length.

Source: inference pipeline of RVC WebUI 2023-10, with its flaws fixed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rvc_core.audio import (
    INPUT_PEAK,
    AudioClip,
    fit_length,
    high_pass,
    limit_peak,
    mix_envelopes,
    resample,
    resampled_length,
)
from rvc_core.config import ConversionOptions
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ, CONTENT_RATE_HZ, CONTENT_REPEAT
from rvc_core.content import context_frames, fitted_to
from rvc_core.events import Pipeline, StageAdvanced, Warned
from rvc_core.inference.chunks import (
    CONTEXT_FRAMES,
    Chunk,
    chunk_samples,
    plan_chunks,
)
from rvc_core.inference.joining import Joiner
from rvc_core.inference.voice import LoadedVoice
from rvc_core.pitch import (
    extract_each,
    interpolate_unvoiced,
    median_f0,
    nearest_octave_shift,
    shift_f0,
    suggest_pitch_shift_semitones,
)
from rvc_core.stage_progress import StageCounter

CONVERTING = "converting"
N_STAGES = 3  # pitch, content, converting
PROTECTION_OFF = 0.5


@dataclass(frozen=True, slots=True)
class ConvertedVoice:
    """The result of `convert_voice`."""

    clip: AudioClip  # mono, at the model's rate
    pitch_shift_semitones: int  # as used; 0 for a model without F0
    f0_hz: np.ndarray | None  # of the input, `(T,)` at 100 Hz, 0 = unvoiced; None for a model without F0


@dataclass(frozen=True, slots=True)
class ContentTrack:
    """Content at 50 Hz of a whole voice."""

    sung: np.ndarray  # `(T, D)` as encoded
    blended: np.ndarray  # `(T, D)` after retrieval; `sung` itself where there was none


def convert_voice(
    voice: LoadedVoice,
    clip: AudioClip,
    options: ConversionOptions,
    whole_octaves: bool = False,
    is_sung: Callable[[np.ndarray], bool] = lambda _f0_hz: True,
) -> Pipeline[ConvertedVoice]:
    """Return a recording sung by another voice, exactly `round(n * rate_out / rate_in)` samples of it.

    Args:
        voice: The voice to sing it.
        clip: What to convert; its channels are mixed, and its notes become warnings.
        options: The knobs; a pitch shift of None is chosen from the medians of both voices.
        whole_octaves: Whether a chosen shift has to keep the key.
        is_sung: Whether F0, `(T,)` in Hz at 100 Hz, is a voice's; from another's no shift is chosen.
    """
    clip = clip.to_mono()
    yield from clip.notes
    waveform_16k = prepare_waveform(clip)
    chunks = plan_chunks(waveform_16k, voice.sizes)
    f0_hz = yield from extract_pitch(voice, waveform_16k, chunks)
    shift = yield from choose_shift(voice, f0_hz, options.pitch_shift_semitones, whole_octaves, is_sung)
    content = yield from extract_content(
        voice, waveform_16k, chunks, options.retrieval_ratio_for(voice.model.config.family)
    )
    shifted = None if f0_hz is None else shift_f0(f0_hz, shift)
    waveform = yield from synthesize_chunks(voice, content, shifted, chunks, options)
    rate = voice.model.sample_rate
    waveform = fit_length(waveform, resampled_length(clip.n_samples, clip.sample_rate, rate))
    source, sung = AudioClip(waveform_16k, ANALYSIS_RATE_HZ), AudioClip(waveform, rate)
    converted = yield from follow_envelope(source, sung, options.envelope_mix, len(chunks))
    return ConvertedVoice(converted, shift, f0_hz)


def prepare_waveform(clip: AudioClip) -> np.ndarray:
    """Return what pitch methods and encoders hear: mono, 16 kHz, peak within 0.95, no rumble."""
    waveform = resample(clip.to_mono().waveform, clip.sample_rate, ANALYSIS_RATE_HZ)
    return limit_peak(high_pass(waveform, ANALYSIS_RATE_HZ), INPUT_PEAK)


def extract_pitch(
    voice: LoadedVoice, waveform_16k: np.ndarray, chunks: list[Chunk]
) -> Pipeline[np.ndarray | None]:
    """Return F0 at 100 Hz of the whole voice, 0 = unvoiced; None for a model without F0."""
    counter = StageCounter("pitch", len(chunks))
    yield counter.started()
    if voice.pitch is None:
        yield counter.advanced(len(chunks))
        return None
    contours: list[np.ndarray] = []
    for f0_hz in extract_each(voice.pitch, (chunk_samples(waveform_16k, chunk) for chunk in chunks)):
        if f0_hz is not None:
            chunk = chunks[len(contours)]
            contours.append(f0_hz[CONTENT_REPEAT * CONTEXT_FRAMES :][: CONTENT_REPEAT * chunk.n_frames])
        yield counter.advanced(len(contours))
    return np.concatenate(contours)


def choose_shift(
    voice: LoadedVoice,
    f0_hz: np.ndarray | None,
    wanted: int | None,
    whole_octaves: bool,
    is_sung: Callable[[np.ndarray], bool],
) -> Pipeline[int]:
    """Return the requested shift, or for None the one that reaches the model's own median pitch.

    A model without F0 sings at its training's pitch: its shift is 0, with a warning if another is requested.
    """
    if f0_hz is None:
        if wanted:
            yield Warned("shift_unused", "The model has no pitch control; the pitch shift is left out.")
        return 0
    if wanted is not None:
        return wanted
    if not is_sung(f0_hz):
        return 0
    suggest = nearest_octave_shift if whole_octaves else suggest_pitch_shift_semitones
    return suggest(median_f0(f0_hz), voice.median_f0_hz)


def extract_content(
    voice: LoadedVoice, waveform_16k: np.ndarray, chunks: list[Chunk], retrieval_ratio: float
) -> Pipeline[ContentTrack]:
    """Return the content of the whole voice; retrieval comes before the rate is doubled."""
    counter = StageCounter("content", len(chunks))
    yield counter.started()
    encoder, sung, blended = fitted_to(voice.encoder, waveform_16k), [], []
    for done, chunk in enumerate(chunks, start=1):
        context = context_frames(encoder, chunk.start, least=CONTEXT_FRAMES)
        encoded = encoder.encode(chunk_samples(waveform_16k, chunk, context))
        sung.append(encoded[context:][: chunk.n_frames])
        blended.append(voice.retrieve(sung[-1], retrieval_ratio))
        yield counter.advanced(done)
    whole = np.concatenate(sung)
    if all(after is before for after, before in zip(blended, sung, strict=True)):
        return ContentTrack(whole, whole)
    return ContentTrack(whole, np.concatenate(blended))


def synthesize_chunks(
    voice: LoadedVoice,
    content: ContentTrack,
    f0_hz: np.ndarray | None,
    chunks: list[Chunk],
    options: ConversionOptions,
) -> Pipeline[np.ndarray]:
    """Return the waveform of all chunks, joined, `(T50 * 2 * hop_length,)`."""
    counter = StageCounter(CONVERTING, len(chunks))
    yield counter.started()
    n_frames, frame_samples = len(content.sung), voice.model.sample_rate // CONTENT_RATE_HZ
    driving_hz = source_f0(f0_hz, voice.model.metadata.f0_unvoiced)
    joiner = Joiner(n_frames, frame_samples)
    for done, chunk in enumerate(chunks, start=1):
        reach = joiner.reach(chunk)
        window = chunk.with_context(n_frames)
        waveform = voice.synthesize(
            window_content(content, f0_hz, window, options.consonant_protection),
            *window_f0(driving_hz, window),
            options.speaker_id,
            options.seed + chunk.start,
        )
        first = (reach.start - window.start) * frame_samples
        joiner.add(chunk, waveform[first : first + reach.n_frames * frame_samples])
        yield counter.advanced(done)
    return joiner.waveform


def follow_envelope(
    source: AudioClip, converted: AudioClip, envelope_mix: float, n_chunks: int
) -> Pipeline[AudioClip]:
    """Return the converted voice with the loudness of its source; `n_chunks` is the stage's total."""
    blocks = []
    for block in mix_envelopes(source, converted, envelope_mix):
        blocks.append(block)
        yield StageAdvanced(CONVERTING, n_chunks, n_chunks, 0.0)
    return AudioClip(np.concatenate(blocks), converted.sample_rate)


def source_f0(f0_hz: np.ndarray | None, unvoiced: str) -> np.ndarray | None:
    """Return F0 as the model was trained on it: unvoiced frames `zero`, or `interp`olated over.

    Source: F0 extraction of RVC WebUI 2026-07.
    """
    if f0_hz is None or unvoiced != "interp":
        return f0_hz
    return interpolate_unvoiced(f0_hz)


def window_f0(f0_hz: np.ndarray | None, window: Chunk) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return F0 in a window, and all of it before: a network starts its source in phase with the whole."""
    if f0_hz is None:
        return None, None
    return f0_hz[window.f0_frames], f0_hz[: window.f0_frames.start]


def window_content(
    content: ContentTrack, f0_hz: np.ndarray | None, window: Chunk, consonant_protection: float
) -> np.ndarray:
    """Return content at 100 Hz `(T, D)`: each frame twice, unvoiced ones with less of the index.

    Voicing changes every 10 ms, so the protection follows the doubling.
    """
    sung = content.sung[window.start : window.stop]
    if content.blended is content.sung:
        return np.repeat(sung, CONTENT_REPEAT, axis=0)
    doubled = np.repeat(content.blended[window.start : window.stop], CONTENT_REPEAT, axis=0)
    if f0_hz is None or consonant_protection >= PROTECTION_OFF:
        return doubled
    voiced = f0_hz[window.f0_frames] > 0
    return protect_consonants(doubled, np.repeat(sung, CONTENT_REPEAT, axis=0), voiced, consonant_protection)


def protect_consonants(
    blended: np.ndarray, sung: np.ndarray, voiced: np.ndarray, consonant_protection: float
) -> np.ndarray:
    """Return `blended` `(T, D)` where `voiced` `(T,)`, else only that share of it, and the rest as sung.

    Source: inference pipeline of RVC WebUI 2023-10.
    """
    share = np.where(voiced, 1.0, consonant_protection).astype(np.float32)[:, None]
    return blended * share + sung * (1.0 - share)
