"""Recordings to slices: what is kept, what is left out and said so, what is refused."""

from pathlib import Path

import numpy as np
import pytest

from rvc_core.audio import AudioClip, save_audio
from rvc_core.data.plan import SlicePlan, load_plan
from rvc_core.data.prepare import PreparationOptions, prepare
from rvc_core.errors import EmptyDatasetError, RvcError, SilentError, TooShortError
from rvc_core.events import Event, StageAdvanced, Warned

RATE = 32_000
OPTIONS = PreparationOptions(RATE)


def tone(seconds: float, level: float = 0.3) -> np.ndarray:
    time = np.arange(round(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * 220.0 * time)).astype(np.float32)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), np.float32)


def recording(folder: Path, *parts: np.ndarray, name: str = "my voice.wav") -> Path:
    save_audio(folder / name, AudioClip(np.concatenate(parts), RATE), format="wav-float")
    return folder / name


def prepared(folder: Path, *recordings: Path) -> tuple[SlicePlan, list[Event]]:
    events: list[Event] = []
    pipeline = prepare(recordings, folder / "slices", OPTIONS)
    while True:
        try:
            events.append(next(pipeline))
        except StopIteration as finished:
            return finished.value, events


def warnings_of(events: list[Event]) -> list[str]:
    return [event.message for event in events if isinstance(event, Warned)]


def test_voice_seconds_count_overlaps_once(tmp_path: Path) -> None:
    plan, _ = prepared(tmp_path, recording(tmp_path, tone(12.0)))
    assert plan.voice_seconds == pytest.approx(12.0, abs=0.01)


def test_windows_of_a_long_recording_are_at_most_four_seconds(tmp_path: Path) -> None:
    plan, _ = prepared(tmp_path, recording(tmp_path, tone(12.0)))
    assert max(piece.seconds for piece in plan.slices) <= 4.0


def test_slice_has_both_rates(tmp_path: Path) -> None:
    plan, _ = prepared(tmp_path, recording(tmp_path, tone(2.0)))
    assert [len(plan.waveform(plan.slices[0])), len(plan.waveform_16k(plan.slices[0]))] == [64_000, 32_000]


def test_too_short_piece_is_left_out_and_named(tmp_path: Path) -> None:
    path = recording(tmp_path, tone(9.0), silence(2.0), tone(0.1))
    options = PreparationOptions(RATE, min_slice_seconds=0.8)
    events = list(prepare((path,), tmp_path / "slices", options))
    assert warnings_of(events) == ["my voice.wav: 1 piece (at 10.5 s) left out, shorter than 0.8 s."]


def test_clean_recording_gives_no_warning(tmp_path: Path) -> None:
    _, events = prepared(tmp_path, recording(tmp_path, tone(3.0)))
    assert warnings_of(events) == []


def test_quiet_recording_is_raised_not_taken_for_silence(tmp_path: Path) -> None:
    plan, _ = prepared(tmp_path, recording(tmp_path, tone(3.0, level=0.004)))
    assert plan.voice_seconds == pytest.approx(3.0, abs=0.01)


def test_slices_are_finite_beside_digital_silence(tmp_path: Path) -> None:
    plan, _ = prepared(tmp_path, recording(tmp_path, tone(2.0), silence(1.5), tone(2.0)))
    assert all(np.isfinite(plan.waveform(piece)).all() for piece in plan.slices)


def test_loud_recording_is_not_dropped(tmp_path: Path) -> None:
    plan, _ = prepared(tmp_path, recording(tmp_path, tone(3.0, level=4.0)))
    assert plan.voice_seconds == pytest.approx(3.0, abs=0.01)


@pytest.mark.parametrize(
    ("waveform", "error"),
    [
        (silence(3.0), SilentError),
        (tone(0.3), TooShortError),
    ],
)
def test_unusable_recording_is_refused_by_name(
    tmp_path: Path, waveform: np.ndarray, error: type[RvcError]
) -> None:
    good = recording(tmp_path, tone(3.0), name="good.wav")
    bad = recording(tmp_path, waveform, name="bad one.wav")
    with pytest.raises(error, match=r"bad one\.wav"):
        prepared(tmp_path, good, bad)


def test_no_usable_piece_is_an_error(tmp_path: Path) -> None:
    path = recording(tmp_path, silence(2.0), tone(0.1), silence(2.0))
    options = PreparationOptions(RATE, min_slice_seconds=1.5)
    with pytest.raises(EmptyDatasetError, match=r"my voice\.wav"):
        list(prepare((path,), tmp_path / "slices", options))


def test_unchanged_recordings_are_not_prepared_again(tmp_path: Path) -> None:
    path = recording(tmp_path, tone(3.0))
    plan, _ = prepared(tmp_path, path)
    written = (plan.folder / "0_0.voice.npy").stat().st_mtime_ns
    prepared(tmp_path, path)
    assert (plan.folder / "0_0.voice.npy").stat().st_mtime_ns == written


def test_changed_recording_is_prepared_again(tmp_path: Path) -> None:
    before, _ = prepared(tmp_path, recording(tmp_path, tone(3.0)))
    after, _ = prepared(tmp_path, recording(tmp_path, tone(2.0)))
    assert before.key != after.key


def test_stopped_preparation_leaves_no_plan(tmp_path: Path) -> None:
    pipeline = prepare((recording(tmp_path, tone(9.0)),), tmp_path / "slices", OPTIONS)
    for _ in range(3):
        next(pipeline)
    pipeline.close()
    assert load_plan(tmp_path / "slices") is None


def test_progress_counts_seconds_of_recording(tmp_path: Path) -> None:
    _, events = prepared(tmp_path, recording(tmp_path, tone(12.0)))
    assert events[-1] == StageAdvanced("preparing", 12, 12)


def test_small_dataset_gets_no_made_silence(tmp_path: Path) -> None:
    plan, _ = prepared(tmp_path, recording(tmp_path, tone(12.0)))
    assert not any(piece.is_made for piece in plan.slices)


def test_larger_dataset_gets_made_silence_in_proportion(tmp_path: Path) -> None:
    plan, _ = prepared(tmp_path, recording(tmp_path, tone(3.4 * 11)))
    assert [piece.is_made for piece in plan.slices].count(True) == 1


def quiet_voice(seconds: float) -> np.ndarray:
    return tone(seconds, 10 ** (-50 / 20))


def bump(seconds: float = 0.05) -> np.ndarray:
    """Return a knock on the microphone's stand."""
    return tone(seconds, 0.8) * np.hanning(round(seconds * RATE)).astype(np.float32)


@pytest.mark.parametrize("place", [0.0, 7.0, 20.0])
def test_bump_does_not_hide_a_quiet_voice(tmp_path: Path, place: float) -> None:
    plan, _ = prepared(tmp_path, recording(tmp_path, quiet_voice(place), bump(), quiet_voice(20.0 - place)))
    assert plan.voice_seconds > 19.0


def test_offset_does_not_hide_a_quiet_voice(tmp_path: Path) -> None:
    plan, _ = prepared(tmp_path, recording(tmp_path, quiet_voice(10.0) + np.float32(0.1)))
    assert plan.voice_seconds > 9.0


def test_recording_left_out_in_part_is_named(tmp_path: Path) -> None:
    _, events = prepared(tmp_path, recording(tmp_path, tone(6.0), silence(6.0)))
    (warning,) = [event for event in events if isinstance(event, Warned)]
    assert (warning.code, warning.facts["recording"]) == ("recording_partly_unused", 1)
    assert 35 <= warning.facts["percent"] <= 50


def test_recording_of_opposed_channels_is_used_and_noted(tmp_path: Path) -> None:
    channels = np.stack([tone(4.0), -tone(4.0)])
    save_audio(tmp_path / "a.wav", AudioClip(channels, RATE))
    plan, events = prepared(tmp_path, tmp_path / "a.wav")
    assert plan.voice_seconds > 3.9
    assert [event.code for event in events if isinstance(event, Warned)] == ["channels_opposed"]
