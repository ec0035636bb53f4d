import errno
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from rvc_core.audio import container as container_module
from rvc_core.audio import decoding as decoding_module
from rvc_core.audio import load_audio, load_parts, probe_audio, stream_audio
from rvc_core.errors import DecodeError
from tests.core.audio.signals import (
    cut_short,
    noise,
    sine,
    write_aac,
    write_adts,
    write_live_webm,
    write_wav,
    write_webm,
)


def test_wav_of_16_bit_scales_by_32768(tmp_path):
    integers = np.array([0, 1, -32768, 32767, 16384], np.int16)
    soundfile.write(tmp_path / "a.wav", integers, 16_000)
    clip = load_audio(tmp_path / "a.wav")
    np.testing.assert_array_equal(clip.waveform, integers / np.float32(32768))


def test_sample_rate_is_the_recordings(tmp_path):
    assert load_audio(write_wav(tmp_path / "a.wav", sine(220, 0.5, 48_000), 48_000)).sample_rate == 48_000


def test_channels_are_averaged(tmp_path):
    write_wav(tmp_path / "a.wav", np.stack([np.full(100, 0.5), np.full(100, -0.25)], axis=1))
    np.testing.assert_allclose(load_audio(tmp_path / "a.wav").waveform, 0.125)


def test_channels_are_kept_on_request(tmp_path):
    write_wav(tmp_path / "a.wav", np.zeros((100, 2)))
    assert load_audio(tmp_path / "a.wav", mono=False).waveform.shape == (2, 100)


def test_resampled_length_is_exact(tmp_path):
    write_wav(tmp_path / "a.wav", np.zeros(44_101))
    assert load_audio(tmp_path / "a.wav", sample_rate=16_000).n_samples == round(44_101 * 16_000 / 44_100)


@pytest.mark.parametrize(
    "container,codec", [("FLAC", "PCM_16"), ("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS")]
)
def test_content_decides_the_format(tmp_path, container, codec):
    soundfile.write(tmp_path / "a.wav", sine(220, 1.0), 44_100, format=container, subtype=codec)
    assert load_audio(tmp_path / "a.wav").n_samples == 44_100


def test_wav_named_raw_is_read(tmp_path):
    write_wav(tmp_path / "a.raw", sine(220, 1.0))
    assert load_audio(tmp_path / "a.raw").n_samples == 44_100


def test_opus_is_read(tmp_path):
    soundfile.write(tmp_path / "a.opus", sine(220, 1.0, 48_000), 48_000, format="OGG", subtype="OPUS")
    assert load_audio(tmp_path / "a.opus").n_samples == 48_000


def test_m4a_keeps_its_sound(tmp_path):
    clip = load_audio(write_aac(tmp_path / "a.m4a", sine(441, 1.0)))
    spectrum = np.abs(np.fft.rfft(clip.waveform[:44_100]))
    assert abs(int(np.argmax(spectrum)) - 441) <= 1


def test_m4a_is_as_long_as_what_was_encoded(tmp_path):
    clip = load_audio(write_aac(tmp_path / "a.m4a", sine(441, 1.0)))
    assert abs(clip.n_samples - 44_100) <= 1024  # the last AAC frame is filled up


def test_sound_of_a_video_is_read(tmp_path):
    clip = load_audio(write_aac(tmp_path / "a.mp4", sine(441, 1.0), video=True))
    assert 0.15 < np.sqrt(np.mean(clip.waveform**2)) < 0.25


@pytest.mark.parametrize("start,seconds", [(0.0, 0.25), (0.5, 0.25), (0.9, 5.0)])
def test_part_of_a_flac_equals_the_slice_of_the_whole(tmp_path, start, seconds):
    soundfile.write(tmp_path / "a.flac", noise(1.0, 44_100), 44_100)
    whole = load_audio(tmp_path / "a.flac").waveform
    part = load_audio(tmp_path / "a.flac", start_seconds=start, seconds=seconds).waveform
    first = round(start * 44_100)
    np.testing.assert_array_equal(part, whole[first : first + round(seconds * 44_100)])


def test_part_of_an_mp3_equals_the_slice_of_the_whole(tmp_path):
    soundfile.write(tmp_path / "a.mp3", noise(2.0, 44_100), 44_100)
    whole = load_audio(tmp_path / "a.mp3").waveform
    part = load_audio(tmp_path / "a.mp3", start_seconds=1.0, seconds=0.5).waveform
    np.testing.assert_allclose(part[4_000:], whole[44_100 + 4_000 : 44_100 + 22_050], atol=1e-4)


def test_part_of_an_m4a_equals_the_slice_of_the_whole(tmp_path):
    path = write_aac(tmp_path / "a.m4a", sine(441, 2.0))
    part = load_audio(path, start_seconds=1.0, seconds=0.5).waveform
    np.testing.assert_array_equal(part, load_audio(path).waveform[44_100 : 44_100 + 22_050])


def test_values_that_are_not_finite_become_zero(tmp_path):
    write_wav(tmp_path / "a.wav", np.array([0.5, np.nan, np.inf, -np.inf, 0.25]), subtype="FLOAT")
    np.testing.assert_array_equal(load_audio(tmp_path / "a.wav").waveform, [0.5, 0, 0, 0, 0.25])


def test_wav_of_unknown_size_is_read(tmp_path):
    data = bytearray(write_wav(tmp_path / "a.wav", sine(220, 1.0)).read_bytes())
    data[40:44] = b"\xff\xff\xff\xff"  # what a recorder writes that cannot seek back
    (tmp_path / "a.wav").write_bytes(data)
    assert load_audio(tmp_path / "a.wav").n_samples == 44_100


def test_streamed_flac_is_read(tmp_path):
    soundfile.write(tmp_path / "a.flac", sine(220, 1.0), 44_100)
    data = bytearray((tmp_path / "a.flac").read_bytes())
    data[21] &= 0xF0  # the number of samples, 36 bits from here: what is written to a pipe has none
    data[22:26] = bytes(4)
    (tmp_path / "a.flac").write_bytes(data)
    assert load_audio(tmp_path / "a.flac").n_samples == 44_100


def _text(folder):
    (folder / "bad.wav").write_text("not sound at all\n" * 100)


def _empty(folder):
    (folder / "bad.wav").touch()


def _random(folder):
    (folder / "bad.wav").write_bytes(np.random.default_rng(0).bytes(10_000))


def _cut_wav(folder):
    data = write_wav(folder / "whole.wav", sine(220, 1.0)).read_bytes()
    (folder / "bad.wav").write_bytes(data[: len(data) // 2])


def _cut_flac(folder):
    soundfile.write(folder / "whole.flac", noise(1.0, 44_100), 44_100)
    data = (folder / "whole.flac").read_bytes()
    (folder / "bad.wav").write_bytes(data[: len(data) // 2])


def _cut_m4a(folder):
    data = write_aac(folder / "whole.m4a", sine(220, 3.0)).read_bytes()
    (folder / "bad.wav").write_bytes(data[: len(data) // 2])


def _m4a_without_its_index(folder):
    data = write_aac(folder / "whole.m4a", sine(220, 3.0)).read_bytes()
    (folder / "bad.wav").write_bytes(data[:100])


def _scrambled_m4a(folder):
    data = write_aac(folder / "whole.m4a", noise(3.0, 44_100)).read_bytes()
    half = len(data) // 2
    (folder / "bad.wav").write_bytes(data[:half] + np.random.default_rng(0).bytes(len(data) - half))


def _playlist(folder):
    write_wav(folder / "other.wav", sine(220, 1.0))
    (folder / "bad.wav").write_text("ffconcat version 1.0\nfile other.wav\n")


def _header_only(folder):
    write_wav(folder / "bad.wav", np.zeros(0))


def _silent_video(folder):
    import av

    with av.open(str(folder / "bad.wav"), "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 16, 16, "yuv420p"
        image = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        container.mux(stream.encode(image))
        container.mux(stream.encode(None))


def _unknown_codec(folder):
    data = write_aac(folder / "whole.m4a", sine(220, 1.0)).read_bytes()
    (folder / "bad.wav").write_bytes(data.replace(b"mp4a", b"zzzz").replace(b"esds", b"free"))


BAD_FILES = [
    _text,
    _empty,
    _random,
    _cut_wav,
    _cut_flac,
    _cut_m4a,
    _m4a_without_its_index,
    _scrambled_m4a,
    _playlist,
    _header_only,
    _silent_video,
    _unknown_codec,
]


@pytest.mark.parametrize("write_bad", BAD_FILES)
def test_bad_file_is_refused(tmp_path, write_bad):
    write_bad(tmp_path)
    with pytest.raises(DecodeError, match=r"bad\.wav"):
        load_audio(tmp_path / "bad.wav")


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(DecodeError, match="no such file"):
        load_audio(tmp_path / "nothing.wav")


def test_absurd_sample_rate_is_refused(tmp_path):
    write_wav(tmp_path / "a.wav", np.zeros(100), sample_rate=10)
    with pytest.raises(DecodeError, match="10 Hz"):
        load_audio(tmp_path / "a.wav")


def test_endless_recording_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(decoding_module, "MAX_SECONDS", 0.5)
    write_wav(tmp_path / "a.wav", np.zeros(44_100))
    with pytest.raises(DecodeError, match="longer"):
        load_audio(tmp_path / "a.wav")


@pytest.mark.parametrize(
    "options",
    [{"mono": False}, {"mono": True, "sample_rate": 88_200}, {"mono": False, "seconds": 0.6}],
)
def test_recording_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch, options):
    monkeypatch.setattr(decoding_module, "MAX_VALUES", 50_000)
    write_wav(tmp_path / "a.wav", np.zeros((44_100, 2)))
    with pytest.raises(DecodeError, match="2 channels at 44100 Hz.*Cut it into parts"):
        load_audio(tmp_path / "a.wav", **options)


@pytest.mark.parametrize("options", [{"mono": True}, {"mono": False, "seconds": 0.5}])
def test_only_what_is_kept_counts_as_filling_the_memory(tmp_path, monkeypatch, options):
    monkeypatch.setattr(decoding_module, "MAX_VALUES", 50_000)
    write_wav(tmp_path / "a.wav", np.zeros((44_100, 2)))
    assert load_audio(tmp_path / "a.wav", **options).n_samples > 0


@pytest.mark.parametrize("hours,channels,sample_rate", [(3, 1, 48_000), (1, 2, 192_000), (3, 2, 48_000)])
def test_long_song_stays_within_the_limit(hours, channels, sample_rate):
    assert hours * 3600 * channels * sample_rate < decoding_module.MAX_VALUES


def test_start_beyond_the_end_is_refused(tmp_path):
    write_wav(tmp_path / "a.wav", np.zeros(44_100))
    with pytest.raises(DecodeError, match="after 5 s"):
        load_audio(tmp_path / "a.wav", start_seconds=5)


def test_probe_tells_duration_of_a_wav(tmp_path):
    assert probe_audio(write_wav(tmp_path / "a.wav", np.zeros(22_050))).duration_seconds == 0.5


def test_probe_tells_codec_of_an_m4a(tmp_path):
    info = probe_audio(write_aac(tmp_path / "a.m4a", sine(220, 1.0)))
    assert (info.codec, info.sample_rate, info.channels) == ("aac", 44_100, 1)


def test_probe_counts_where_no_duration_is_told(tmp_path):
    path = write_live_webm(tmp_path / "a.webm", sine(220, 2.0, 48_000))
    assert probe_audio(path).duration_seconds == pytest.approx(2.0, abs=0.03)


@pytest.mark.parametrize("quiet_first", [True, False])
def test_probe_counts_a_bare_stream(tmp_path, quiet_first):
    parts = [sine(220, 20.0, amplitude=1e-4), noise(20.0, 44_100)]
    path = write_adts(tmp_path / "a.aac", np.concatenate(parts if quiet_first else parts[::-1]))
    assert probe_audio(path).duration_seconds == pytest.approx(40.0, abs=0.1)


def test_part_near_the_end_of_a_bare_stream_is_read(tmp_path):
    path = write_adts(tmp_path / "a.aac", np.concatenate([noise(20.0, 44_100), sine(220, 20.0)]))
    assert load_audio(path, start_seconds=38.0, seconds=1.0).n_samples == 44_100


def decodings_of(monkeypatch):
    """Return a list that grows by one for each frame that FFmpeg decodes."""
    decoded, original = [], container_module.ContainerReader._frames

    def counted(reader):
        for frame in original(reader):
            decoded.append(frame.samples)
            yield frame

    monkeypatch.setattr(container_module.ContainerReader, "_frames", counted)
    return decoded


def test_streamed_parts_are_decoded_once(tmp_path, monkeypatch):
    path, decoded = write_aac(tmp_path / "a.m4a", sine(441, 10.0)), decodings_of(monkeypatch)
    assert len(list(stream_audio(path, 1.0))) >= 9
    assert sum(decoded) < 1.1 * 10 * 44_100


def test_streamed_parts_are_the_whole(tmp_path):
    path = write_aac(tmp_path / "a.m4a", sine(441, 5.0))
    joined = np.concatenate([clip.waveform for clip in stream_audio(path, 1.0)], axis=1)
    np.testing.assert_array_equal(joined, load_audio(path, mono=False).waveform)


def test_loaded_parts_are_decoded_once(tmp_path, monkeypatch):
    path, decoded = write_aac(tmp_path / "a.m4a", sine(441, 10.0)), decodings_of(monkeypatch)
    list(load_parts(path, [2.0, 5.0, 8.0], 1.0))
    assert sum(decoded) < 1.1 * 9 * 44_100


@pytest.mark.parametrize("starts", [[0.0, 0.5, 1.0], [0.1, 2.0, 4.5], [3.0]])
def test_loaded_parts_equal_the_slices_of_the_whole(tmp_path, starts):
    path = write_aac(tmp_path / "a.m4a", noise(5.0, 44_100))
    whole = load_audio(path, mono=False).waveform
    for start, part in zip(starts, load_parts(path, starts, 0.5), strict=True):
        first = round(start * 44_100)
        np.testing.assert_array_equal(part.waveform, whole[:, first : first + 22_050])


def test_loaded_part_behind_the_end_is_refused(tmp_path):
    write_wav(tmp_path / "a.wav", noise(2.0, 44_100))
    with pytest.raises(DecodeError, match="after 5 s"):
        list(load_parts(tmp_path / "a.wav", [0.5, 5.0], 1.0))


@pytest.mark.parametrize("share", [0.55, 0.97])
def test_probe_counts_an_mp3_that_is_cut_short(tmp_path, share):
    soundfile.write(tmp_path / "a.mp3", noise(20.0, 44_100), 44_100)
    cut_short(tmp_path / "a.mp3", share)
    assert probe_audio(tmp_path / "a.mp3").duration_seconds == load_audio(tmp_path / "a.mp3").duration_seconds


def test_probe_takes_the_length_of_a_whole_mp3(tmp_path, monkeypatch):
    soundfile.write(tmp_path / "a.mp3", noise(2.0, 44_100), 44_100)
    monkeypatch.setattr(decoding_module, "MAX_SECONDS", 1.0)  # more is not decoded
    assert probe_audio(tmp_path / "a.mp3").duration_seconds == 2.0


def test_probe_counts_on_request(tmp_path):
    path = cut_short(write_webm(tmp_path / "a.webm", noise(4.0, 48_000)), 0.5)
    counted = probe_audio(path, count=True).duration_seconds
    assert counted == load_audio(path).duration_seconds < probe_audio(path).duration_seconds - 1.0


def test_probe_refuses_text(tmp_path):
    _text(tmp_path)
    with pytest.raises(DecodeError):
        probe_audio(tmp_path / "bad.wav")


def test_non_ascii_name_is_read(tmp_path):
    soundfile.write(tmp_path / "a.wav", sine(220, 0.5), 44_100)
    shutil.copy(tmp_path / "a.wav", tmp_path / "노래 ü.wav")
    assert load_audio(tmp_path / "노래 ü.wav").n_samples == 22_050


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_file_that_the_system_does_not_open_is_refused_with_its_reason(tmp_path, monkeypatch, number):
    def refuse(path, *inputs):
        raise OSError(number, os.strerror(number), str(path))

    write_wav(tmp_path / "a.wav", sine(220, 0.5))
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DecodeError, match=rf"a\.wav: .* opened: {os.strerror(number)}\.") as raised:
        load_audio(tmp_path / "a.wav")
    assert str(tmp_path) not in str(raised.value)
