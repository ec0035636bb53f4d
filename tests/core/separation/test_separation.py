import numpy as np
import pytest

from rvc_core.audio import AudioClip
from rvc_core.errors import ConfigError
from rvc_core.events import StageAdvanced, drive
from rvc_core.separation import SpectralSeparator, available_separators, load_separator
from rvc_core.separation.spectral import fft_size, spectrogram, waveform_of
from rvc_core.separation.windows import plan_windows, window_fade

RATE = 22_050


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(0.0, 0.1, shape).astype(np.float32)


def sung_line(seconds: float) -> np.ndarray:
    """Return a voice in the middle: vibrato and glides, `(2, N)`."""
    time = np.arange(round(seconds * RATE)) / RATE
    f0_hz = 220.0 * 2.0 ** (0.4 * np.sin(2 * np.pi * 0.21 * time) + 0.06 * np.sin(2 * np.pi * 5.5 * time))
    phase = 2 * np.pi * np.cumsum(f0_hz) / RATE
    voice = sum(np.sin(k * phase) / k for k in range(1, 12))
    return np.tile(0.08 * voice, (2, 1)).astype(np.float32)


def band(seconds: float) -> np.ndarray:
    """Return steady chords to the sides and a beat that repeats, `(2, N)`."""
    time = np.arange(round(seconds * RATE)) / RATE
    left = sum(np.sin(2 * np.pi * hz * time) for hz in (130.8, 329.6, 784.0))
    right = sum(np.sin(2 * np.pi * hz * time) for hz in (196.0, 523.3, 1046.5))
    beat = np.random.default_rng(1).normal(size=len(time)) * np.exp(-40.0 * (time % 0.5))
    return np.stack([0.08 * left + 0.1 * beat, 0.08 * right + 0.1 * beat]).astype(np.float32)


def sdr_db(reference: np.ndarray, estimate: np.ndarray) -> float:
    return float(10 * np.log10(np.sum(reference**2) / np.sum((reference - estimate) ** 2)))


def separate(waveform: np.ndarray) -> dict[str, AudioClip]:
    return drive(SpectralSeparator().separate(AudioClip(waveform, RATE)))


@pytest.mark.parametrize("shape", [(70_000,), (1, 70_000), (2, 70_000), (2, 10)])
def test_stems_sum_to_the_song(shape: tuple[int, ...]):
    song = noise(*shape)
    stems = separate(song)
    assert np.allclose(stems["vocals"].waveform + stems["accompaniment"].waveform, song, atol=1e-6)


def test_voice_comes_out_clearer_than_it_was():
    voice, rest = sung_line(12.0), band(12.0)
    before, after = sdr_db(voice, voice + rest), sdr_db(voice, separate(voice + rest)["vocals"].waveform)
    assert after > before + 2.0


def test_silence_stays_silent():
    assert not separate(np.zeros((2, 50_000), np.float32))["vocals"].waveform.any()


def test_separation_does_not_depend_on_level():
    song = sung_line(3.0) + band(3.0)
    loud, soft = separate(song)["vocals"].waveform, separate(song * 0.01)["vocals"].waveform
    assert np.allclose(loud, soft * 100.0, atol=1e-3)


def test_progress_counts_to_its_total():
    events = []
    drive(SpectralSeparator().separate(AudioClip(noise(2, 50_000), RATE)), events.append)
    assert events[-1].done == events[-1].total


def test_a_stop_is_looked_at_many_times_a_window():
    events = []
    drive(SpectralSeparator().separate(AudioClip(noise(2, 50_000), RATE)), events.append)
    assert sum(isinstance(event, StageAdvanced) for event in events) >= 20


def test_spectrogram_is_undone():
    waveform = noise(2, 30_001)
    n_fft = fft_size(RATE)
    assert np.allclose(waveform_of(spectrogram(waveform, n_fft), n_fft, 30_001), waveform, atol=1e-5)


@pytest.mark.parametrize("n_samples", [1, 99, 1000, 2801, 100_000])
def test_window_gains_sum_to_one(n_samples: int):
    windows = plan_windows(n_samples, 1000, 100)
    total = np.zeros(n_samples, np.float32)
    for index, (start, stop) in enumerate(windows):
        total[start:stop] += window_fade(windows, index)
    assert np.allclose(total, 1.0, atol=1e-6)


def test_windows_are_bounded():
    assert max(stop - start for start, stop in plan_windows(100_000, 1000, 100)) <= 1000 + 1


def test_automatic_separator_needs_no_weights(tmp_path):
    assert load_separator("auto", pretrained_dir=tmp_path).name == "spectral"


def test_present_separators_have_no_reason_against_them():
    assert available_separators()["spectral"] is None


def test_unknown_separator_is_refused():
    with pytest.raises(ConfigError, match="spectral"):
        load_separator("magic")
