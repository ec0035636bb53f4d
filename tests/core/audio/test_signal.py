import numpy as np
import pytest
from scipy.signal import sos2tf

from rvc_core.audio import (
    AudioClip,
    filters,
    frame_rms,
    high_pass,
    level_slice,
    levels,
    limit,
    limit_peak,
    mix_envelopes,
    remove_rumble,
    require_audible,
    require_length,
    resample,
)
from rvc_core.audio.filters import high_pass_sections
from rvc_core.errors import SilentError, TooShortError
from tests.core.audio.signals import noise, sine

REFERENCE_B0 = 0.9699606451838447
REFERENCE_A = [
    1,
    -4.939001819168364,
    9.757863526739543,
    -9.639544849413458,
    4.761506797356209,
    -0.9408236532054606,
]


def test_high_pass_numerator_equals_the_reference():
    b = sos2tf(high_pass_sections(16_000))[0][:6]
    np.testing.assert_allclose(b, REFERENCE_B0 * np.array([1, -5, 10, -10, 5, -1]), rtol=0, atol=1e-12)


def test_high_pass_denominator_equals_the_reference():
    a = sos2tf(high_pass_sections(16_000))[1][:6]
    np.testing.assert_allclose(a, REFERENCE_A, rtol=0, atol=1e-12)


@pytest.mark.parametrize("zero_phase", [True, False])
def test_high_pass_removes_hum(zero_phase):
    hum = high_pass(sine(10, 2.0, 48_000), 48_000, zero_phase)
    assert np.abs(hum[48_000:60_000]).max() < 1e-3


def test_blocks_leave_no_trace_in_the_high_pass(monkeypatch):
    whole = high_pass(noise(1.0, 16_000), 16_000, zero_phase=False)
    monkeypatch.setattr(filters, "BLOCK_SAMPLES", 1_000)
    np.testing.assert_allclose(high_pass(noise(1.0, 16_000), 16_000, zero_phase=False), whole, atol=1e-7)


def test_zero_phase_high_pass_keeps_time():
    voice = sine(200, 1.0, 16_000)
    np.testing.assert_allclose(high_pass(voice, 16_000)[4_000:12_000], voice[4_000:12_000], atol=1e-3)


def test_causal_high_pass_does_not_ring_before_an_onset():
    click = np.zeros(16_000, np.float32)
    click[8_000] = 1.0
    assert np.abs(high_pass(click, 16_000, zero_phase=False)[:8_000]).max() == 0.0


@pytest.mark.parametrize("n", [0, 1, 5, 20])
def test_high_pass_keeps_the_length_of_tiny_clips(n):
    assert high_pass(np.ones(n, np.float32), 16_000).shape == (n,)


@pytest.mark.parametrize("n,to_hz", [(44_101, 16_000), (1, 48_000), (12_345, 40_000), (0, 16_000)])
def test_resampled_length_is_rounded(n, to_hz):
    assert resample(np.zeros(n, np.float32), 44_100, to_hz).shape == (round(n * to_hz / 44_100),)


def test_resampling_keeps_a_sine():
    moved = resample(sine(440, 1.0, 44_100), 44_100, 16_000)
    np.testing.assert_allclose(moved[800:-800], sine(440, 1.0, 16_000)[800:-800], atol=1e-4)


def test_resampling_takes_channels():
    assert resample(np.zeros((2, 44_100), np.float32), 44_100, 48_000).shape == (2, 48_000)


def test_frame_rms_of_a_constant_is_its_value():
    np.testing.assert_allclose(frame_rms(np.full(1_000, 0.5), 100, 50)[2:-2], 0.5, rtol=1e-6)


def test_frame_rms_counts_frames_at_both_ends():
    assert frame_rms(np.ones(1_000), 100, 50).shape == (21,)


def test_blocks_leave_no_trace_in_frame_rms(monkeypatch):
    whole = frame_rms(noise(1.0, 16_000), 640, 160)
    monkeypatch.setattr(levels, "BLOCK_SAMPLES", 1_000)
    np.testing.assert_allclose(frame_rms(noise(1.0, 16_000), 640, 160), whole, rtol=1e-6)


def test_blocks_leave_no_trace_in_the_limiter(monkeypatch):
    loud = noise(1.0, 16_000, amplitude=1.5) * np.hanning(16_000).astype(np.float32)
    whole = limit(loud, 16_000)
    monkeypatch.setattr(levels, "BLOCK_SAMPLES", 1_000)
    np.testing.assert_allclose(limit(loud, 16_000), whole, rtol=1e-5)


def test_blocks_leave_no_trace_in_the_envelope(monkeypatch):
    source = AudioClip(sine(220, 4.0, 16_000, amplitude=0.1), 16_000)
    converted = AudioClip(noise(4.0, 40_000), 40_000)
    (whole,) = mix_envelopes(source, converted, 0.25)
    monkeypatch.setattr(levels, "BLOCK_SAMPLES", 30_001)
    np.testing.assert_allclose(np.concatenate(list(mix_envelopes(source, converted, 0.25))), whole, rtol=1e-5)


def test_peak_within_bounds_is_untouched():
    waveform = sine(220, 0.1)
    assert limit_peak(waveform, 0.99) is waveform


def test_peak_is_scaled_as_a_whole():
    np.testing.assert_allclose(limit_peak(np.array([2.0, -1.0], np.float32), 0.99), [0.99, -0.495], rtol=1e-6)


def test_slice_is_levelled_most_of_the_way():
    assert np.abs(level_slice(np.array([0.1, -0.2], np.float32))).max() == pytest.approx(0.675 + 0.05)


@pytest.mark.parametrize("waveform", [[0.0, 0.0], [3.0, 0.0], [np.nan, 0.1], [np.inf, 0.1]])
def test_unusable_slice_is_dropped(waveform):
    assert level_slice(np.array(waveform, np.float32)) is None


def test_limiter_holds_the_ceiling():
    assert np.abs(limit(noise(1.0, 44_100, amplitude=1.0), 44_100, 0.9)).max() <= 0.9


def test_limiter_leaves_what_is_far_from_a_peak():
    waveform = sine(220, 1.0)
    waveform[22_050] = 3.0
    np.testing.assert_array_equal(limit(waveform, 44_100)[:20_000], waveform[:20_000])


def test_limiter_gives_both_channels_one_gain():
    stereo = np.stack([np.full(4_410, 2.0), np.full(4_410, 0.5)]).astype(np.float32)
    left, right = limit(stereo, 44_100)
    np.testing.assert_allclose(left / right, 4.0, rtol=1e-5)


def test_envelope_mix_zero_follows_the_source():
    source = AudioClip(sine(220, 4.0, 16_000, amplitude=0.1), 16_000)
    converted = AudioClip(sine(330, 4.0, 40_000, amplitude=0.8), 40_000)
    mixed = np.concatenate(list(mix_envelopes(source, converted, 0.0)))
    assert np.sqrt(np.mean(mixed**2)) == pytest.approx(0.1 / np.sqrt(2), rel=0.02)


def test_envelope_mix_one_changes_nothing():
    clip = AudioClip(sine(220, 1.0, 40_000), 40_000)
    (block,) = mix_envelopes(clip, clip, 1.0)
    np.testing.assert_array_equal(block, clip.waveform)


def test_envelope_mix_half_is_the_geometric_mean():
    source = AudioClip(np.full(64_000, 0.04, np.float32), 16_000)
    converted = AudioClip(np.full(64_000, 0.16, np.float32), 16_000)
    (block,) = mix_envelopes(source, converted, 0.5)
    np.testing.assert_allclose(block[20_000:40_000], 0.08, rtol=1e-3)


def test_silence_is_refused():
    with pytest.raises(SilentError, match="silent"):
        require_audible(AudioClip(noise(1.0, amplitude=1e-5), 16_000))


def test_one_audible_moment_is_enough():
    waveform = np.zeros(16_000, np.float32)
    waveform[8_000:9_600] = sine(220, 0.1, 16_000)
    require_audible(AudioClip(waveform, 16_000))


def test_short_clip_is_refused():
    with pytest.raises(TooShortError, match="0.30 s"):
        require_length(AudioClip(noise(0.3), 16_000), 1.0)


@pytest.mark.parametrize("offset", [0.01, 0.1])
def test_offset_is_silence(offset):
    with pytest.raises(SilentError, match="silent"):
        require_audible(AudioClip(np.full(48_000, offset, np.float32), 48_000))


def test_wave_of_5_hz_is_taken_out():
    removed = remove_rumble(sine(5, 4.0, 16_000), 16_000)
    assert np.abs(removed[16_000:]).max() < 0.3 * 10 ** (-20 / 20)


def test_rumble_filter_keeps_a_voice():
    kept = remove_rumble(sine(220, 1.0, 16_000) + np.float32(0.1), 16_000)
    np.testing.assert_allclose(np.abs(kept[4_000:]).max(), 0.3, rtol=0.01)


def test_rumble_filter_takes_channels_in_blocks(monkeypatch):
    channels = np.stack([noise(1.0), noise(1.0, seed=1)]) + 0.1
    whole = remove_rumble(channels, 16_000)
    monkeypatch.setattr(filters, "BLOCK_SAMPLES", 1_000)
    np.testing.assert_array_equal(remove_rumble(channels, 16_000), whole)
