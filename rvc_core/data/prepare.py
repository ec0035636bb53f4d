"""Recordings to slices on disk: the stage "preparing"."""

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from rvc_core.audio import (
    AudioClip,
    SlicerOptions,
    find_slices,
    high_pass,
    level_recording,
    level_slice,
    load_audio,
    probe_audio,
    require_audible,
    require_length,
    resample,
    window_ranges,
)
from rvc_core.config.time_grid import ANALYSIS_RATE_HZ
from rvc_core.data.files import text_hash
from rvc_core.data.plan import Slice, SlicePlan, load_plan, save_plan
from rvc_core.errors import EmptyDatasetError, about_file
from rvc_core.events import Pipeline, StageAdvanced, StageStarted, Warned
from rvc_core.files import file_sha256

STAGE = "preparing"
FORMAT = 2  # of the slices on disk; raise it when their meaning changes
MIN_RECORDING_SECONDS = 0.5
SLICES_PER_SILENCE = 10  # voice slices for each slice of made silence
MAX_SILENCES = 2
SILENCE_SECONDS = 3.0
MOST_LEFT_OUT = 0.25  # of a recording; beyond it a person is told


@dataclass(frozen=True, slots=True)
class PreparationOptions:
    """How recordings become slices."""

    sample_rate: int  # Hz, of the model
    min_slice_seconds: float = 0.45  # the training segment: what is shorter is reported and left out
    slicing: SlicerOptions = field(default_factory=SlicerOptions)


@dataclass(slots=True)
class _Recording:
    """What became of one recording so far."""

    path: Path
    number: int
    seconds: float
    slices: list[Slice] = field(default_factory=list)
    voice_seconds: float = 0.0
    too_short: list[float] = field(default_factory=list)  # where, in seconds
    silent: list[float] = field(default_factory=list)


def prepare(recordings: tuple[Path, ...], folder: Path, options: PreparationOptions) -> Pipeline[SlicePlan]:
    """Return the plan of the slices of `recordings`, made in `folder` unless they are there already.

    Progress counts seconds of recording. Slices of unchanged recordings and options are used again.

    Raises:
        DecodeError: a recording is no sound.
        TooShortError: a recording is shorter than half a second.
        SilentError: a recording holds nothing but silence.
        EmptyDatasetError: no slice is as long as the training segment.
    """
    durations = [probe_audio(path).duration_seconds for path in recordings]
    total = max(1, round(sum(durations)))
    yield StageStarted(STAGE, total)
    key = _plan_key(recordings, options)
    plan = load_plan(folder)
    if plan is None or plan.key != key:
        plan = yield from _prepare_anew(recordings, durations, folder, key, options)
    yield StageAdvanced(STAGE, total, total)
    return plan


def _plan_key(recordings: tuple[Path, ...], options: PreparationOptions) -> str:
    hashes = [[path.name, file_sha256(path)] for path in recordings]
    return text_hash([FORMAT, hashes, asdict(options)])


def _prepare_anew(
    recordings: tuple[Path, ...], durations: list[float], folder: Path, key: str, options: PreparationOptions
) -> Pipeline[SlicePlan]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    plan = SlicePlan(folder, key, options.sample_rate, (), 0.0)
    done, prepared = 0.0, []
    for number, (path, seconds) in enumerate(zip(recordings, durations, strict=True)):
        prepared.append(_Recording(path, number, max(seconds, MIN_RECORDING_SECONDS)))
        yield from _prepare_recording(prepared[-1], plan, options, done, max(1, round(sum(durations))))
        yield from _report(prepared[-1], options)
        done += seconds
    slices = [piece for recording in prepared for piece in recording.slices]
    if not slices:
        names = ", ".join(path.name for path in recordings)
        seconds = options.min_slice_seconds
        message = f"No part with sound of at least {seconds:.1f} s was found in {names}."
        raise EmptyDatasetError(message, kind="no_slices", facts={"seconds": seconds})
    slices += _store_silences(plan, len(slices))
    voice_seconds = sum(recording.voice_seconds for recording in prepared)
    plan = SlicePlan(folder, key, options.sample_rate, tuple(slices), voice_seconds)
    save_plan(plan)
    return plan


def _prepare_recording(
    recording: _Recording, plan: SlicePlan, options: PreparationOptions, done: float, total: int
) -> Pipeline[None]:
    clip = load_voice(recording.path, options.sample_rate)
    waveform = clip.waveform
    yield from (_of_recording(note, recording) for note in clip.notes)
    yield StageAdvanced(STAGE, min(total, round(done)), total)
    for start, end in _spans(waveform, options):
        if _store_slice(recording, plan, waveform[start:end], start, options):
            yield StageAdvanced(STAGE, min(total, round(done + end / options.sample_rate)), total)


def load_voice(path: Path, sample_rate: int) -> AudioClip:
    """Return the recording at `path`, mono, high-passed and levelled, with what is to be known of it.

    Raises:
        DecodeError, TooShortError, SilentError: as `prepare`.
    """
    clip = load_audio(path, sample_rate=sample_rate, mono=True)
    with about_file(path.name):
        require_length(clip, MIN_RECORDING_SECONDS)
        waveform = high_pass(clip.waveform, sample_rate, zero_phase=False)
        require_audible(AudioClip(waveform, sample_rate))
    return AudioClip(level_recording(waveform, sample_rate), sample_rate, clip.notes)


def _of_recording(note: Warned, recording: _Recording) -> Warned:
    number = recording.number + 1
    return Warned(note.code, f"{recording.path.name}: {note.message}", {**note.facts, "recording": number})


def _spans(waveform: np.ndarray, options: PreparationOptions) -> Iterator[tuple[int, int]]:
    for first, last in find_slices(waveform, options.sample_rate, options.slicing):
        for start, end in window_ranges(last - first, options.sample_rate):
            yield first + start, first + end


def _store_slice(
    recording: _Recording, plan: SlicePlan, waveform: np.ndarray, start: int, options: PreparationOptions
) -> bool:
    start_seconds = start / options.sample_rate
    seconds = len(waveform) / options.sample_rate
    levelled = level_slice(waveform)
    if levelled is None:
        recording.silent.append(start_seconds)
        return False
    if seconds < options.min_slice_seconds:
        recording.too_short.append(start_seconds)
        return False
    name = f"{recording.number}_{len(recording.slices)}"
    piece = Slice(name, recording.path.name, round(start_seconds, 3), round(seconds, 3))
    covered = _covered_seconds(recording.slices)
    recording.voice_seconds += start_seconds + seconds - max(start_seconds, covered)
    recording.slices.append(piece)
    _store_waveform(plan, piece, levelled)
    return True


def _covered_seconds(slices: list[Slice]) -> float:
    return slices[-1].start_seconds + slices[-1].seconds if slices else 0.0


def _store_waveform(plan: SlicePlan, piece: Slice, waveform: np.ndarray) -> None:
    plan.store(piece, "voice", waveform.astype(np.float32))
    plan.store(piece, "16k", resample(waveform, plan.sample_rate, ANALYSIS_RATE_HZ).astype(np.float32))


def _store_silences(plan: SlicePlan, slice_count: int) -> list[Slice]:
    """Return slices of made silence: in proportion, so that they never outweigh a small data set."""
    count = min(MAX_SILENCES, slice_count // SLICES_PER_SILENCE)
    silences = [Slice(f"silence_{number}", "", 0.0, SILENCE_SECONDS) for number in range(count)]
    for piece in silences:
        _store_waveform(plan, piece, np.zeros(round(SILENCE_SECONDS * plan.sample_rate), np.float32))
    return silences


def _report(recording: _Recording, options: PreparationOptions) -> Pipeline[None]:
    name, number = recording.path.name, recording.number + 1
    short, silent = recording.too_short, recording.silent
    if short:
        message = f"{name}: {_places(short)} left out, shorter than {options.min_slice_seconds} s."
        yield Warned("slices_too_short", message, {"recording": number, "count": len(short)})
    if silent:
        message = f"{name}: {_places(silent)} left out, silent."
        yield Warned("slices_silent", message, {"recording": number, "count": len(silent)})
    left_out = 1.0 - recording.voice_seconds / recording.seconds
    if recording.slices and left_out > MOST_LEFT_OUT:
        percent = round(100 * left_out)
        message = f"{name}: {percent} % of it left out, much quieter than the rest."
        yield Warned("recording_partly_unused", message, {"recording": number, "percent": percent})
    if not recording.slices:
        yield Warned("recording_unused", f"{name}: no part of it could be used.", {"recording": number})


def _places(starts: list[float]) -> str:
    shown = ", ".join(f"{start:.1f} s" for start in starts[:8])
    more = f" and {len(starts) - 8} more" if len(starts) > 8 else ""
    noun = "1 piece" if len(starts) == 1 else f"{len(starts)} pieces"
    return f"{noun} (at {shown}{more})"
