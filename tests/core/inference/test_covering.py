from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from fake_voices import run, sung

from rvc_core.audio import AI_GENERATED_COMMENT, AudioClip, load_audio, read_tags, save_audio
from rvc_core.config import ConversionConfig, ConversionOptions, CoverConfig
from rvc_core.errors import CheckpointNotFoundError, ConfigError, DeviceOutOfMemoryError
from rvc_core.events import StageAdvanced, StageStarted, Warned
from rvc_core.inference import analyse_song, convert, cover, covering, file_conversion
from rvc_core.inference.voice import LoadedVoice
from rvc_core.inference.voice_detection import has_voice

RATE = 22_050
N_SAMPLES = 44_123
OPTIONS = ConversionOptions(retrieval_ratio=0.0, f0_method="pm")


def song_clip() -> AudioClip:
    voice = sung(3.0, RATE).waveform[:N_SAMPLES]
    time = np.arange(N_SAMPLES) / RATE
    chord = 0.05 * np.sin(2 * np.pi * 330.0 * time)
    return AudioClip(np.stack([voice + chord, voice - chord]).astype(np.float32), RATE)


@pytest.fixture
def config(tmp_path: Path, model_path: Path) -> CoverConfig:
    save_audio(tmp_path / "song.wav", song_clip())
    return CoverConfig(tmp_path / "song.wav", tmp_path / "out" / "cover.wav", model_path, options=OPTIONS)


def test_cover_is_as_long_as_the_song_to_the_sample(config: CoverConfig):
    run(cover(config))
    covered = load_audio(config.output_path, mono=False)
    assert (covered.waveform.shape, covered.sample_rate) == ((2, N_SAMPLES), RATE)


def test_cover_goes_through_its_stages_in_order(config: CoverConfig):
    events = []
    run(cover(config), events)
    stages = [event.stage for event in events if isinstance(event, StageStarted)]
    assert stages == ["separating", "converting", "mixing"]


def test_every_stage_of_a_cover_advances_to_its_total(config: CoverConfig):
    events = []
    run(cover(config), events)
    last = {event.stage: event for event in events if isinstance(event, StageAdvanced)}
    assert all(event.done == event.total for event in last.values())


def test_cover_says_that_it_is_generated(config: CoverConfig):
    run(cover(config))
    assert read_tags(config.output_path)["comment"] == AI_GENERATED_COMMENT


def test_converted_voice_alone_is_as_long_as_the_song(config: CoverConfig, tmp_path: Path):
    run(cover(replace(config, converted_path=tmp_path / "converted.wav")))
    assert load_audio(tmp_path / "converted.wav").n_samples == N_SAMPLES


def test_stems_on_disk_sum_to_the_song(config: CoverConfig, tmp_path: Path):
    stems = run(cover(replace(config, stems_dir=tmp_path / "stems"))).stems
    total = sum(load_audio(path, mono=False).waveform for path in stems.values())
    assert np.abs(total - load_audio(config.song_path, mono=False).waveform).max() <= 1.5 / 32768


def test_stems_of_a_song_with_an_offset_sum_to_it(config: CoverConfig, tmp_path: Path):
    song = song_clip()
    save_audio(config.song_path, AudioClip(song.waveform + np.float32(0.1), RATE))
    test_stems_on_disk_sum_to_the_song(config, tmp_path)


def test_offset_does_not_reach_the_separated_voice(config: CoverConfig, tmp_path: Path):
    save_audio(config.song_path, AudioClip(song_clip().waveform + np.float32(0.1), RATE))
    vocals = run(cover(replace(config, stems_dir=tmp_path / "stems"))).stems["vocals"]
    assert abs(load_audio(vocals).waveform.mean()) < 0.001


def test_lead_in_antiphase_is_converted_with_a_warning(config: CoverConfig):
    voice = sung(3.0, RATE).waveform[:N_SAMPLES]
    save_audio(config.song_path, AudioClip(np.stack([voice, -voice]), RATE))
    events = []
    run(cover(replace(config, a_cappella=True)), events)
    assert [event.code for event in events if isinstance(event, Warned)] == ["channels_opposed"]
    assert np.abs(load_audio(config.output_path).waveform).max() > 0.05


def is_separated(config: CoverConfig) -> bool:
    events = []
    run(cover(config), events)
    totals = [event.total for event in events if getattr(event, "stage", None) == "separating"]
    return max(totals) > 1  # kept stems are one unit of work


def test_kept_stems_are_not_made_again(config: CoverConfig, tmp_path: Path):
    config = replace(config, stems_dir=tmp_path / "stems")
    run(cover(config))
    assert not is_separated(config)


def test_stems_of_another_song_are_made_again(config: CoverConfig, tmp_path: Path):
    config = replace(config, stems_dir=tmp_path / "stems")
    run(cover(config))
    save_audio(config.song_path, AudioClip(song_clip().waveform[:, :-50], RATE))
    assert is_separated(config)


def test_incomplete_stems_are_made_again(config: CoverConfig, tmp_path: Path):
    config = replace(config, stems_dir=tmp_path / "stems")
    run(cover(config))
    (tmp_path / "stems" / "accompaniment.wav").unlink()
    assert is_separated(config)


def test_preview_takes_its_part_of_kept_stems(config: CoverConfig, tmp_path: Path):
    config = replace(config, stems_dir=tmp_path / "stems")
    run(cover(config))
    assert not is_separated(replace(config, start_seconds=0.5, seconds=1.0))


def test_preview_is_as_long_as_asked(config: CoverConfig):
    run(cover(replace(config, start_seconds=0.5, seconds=0.7)))
    assert load_audio(config.output_path).n_samples == round(0.7 * RATE)


def test_preview_leaves_no_stems(config: CoverConfig, tmp_path: Path):
    run(cover(replace(config, start_seconds=0.5, seconds=0.7, stems_dir=tmp_path / "stems")))
    assert not (tmp_path / "stems").exists()


def test_a_cappella_song_is_not_separated(config: CoverConfig):
    assert not is_separated(replace(config, a_cappella=True))


def test_chosen_shift_without_transposition_is_whole_octaves(config: CoverConfig):
    options = replace(OPTIONS, pitch_shift_semitones=None)
    save_audio(config.song_path, sung(2.0, RATE, f0_hz=300.0))  # the model's own: 220 Hz
    assert run(cover(replace(config, options=options))).pitch_shift_semitones == 0


def test_chosen_shift_with_transposition_is_any_semitone(config: CoverConfig):
    options = replace(OPTIONS, pitch_shift_semitones=None)
    save_audio(config.song_path, sung(2.0, RATE, f0_hz=300.0))
    shifted = replace(config, options=options, shift_accompaniment=True)
    assert run(cover(shifted)).pitch_shift_semitones == -5


def test_song_without_voice_keeps_its_pitch(config: CoverConfig):
    hum = 0.3 * np.sin(2 * np.pi * 1200 * np.arange(2 * RATE) / RATE, dtype=np.float32)
    hum[: RATE // 2] += 0.3 * np.sin(2 * np.pi * 70 * np.arange(RATE // 2) / RATE, dtype=np.float32)
    hum[::997] += 0.5
    save_audio(config.song_path, AudioClip(hum, RATE))
    options = replace(OPTIONS, pitch_shift_semitones=None)
    assert run(cover(replace(config, options=options))).pitch_shift_semitones == 0


def test_song_without_voice_is_warned_of(config: CoverConfig):
    clicks = np.zeros((2, 40_000), np.float32)
    clicks[:, ::5000] = 0.5
    save_audio(config.song_path, AudioClip(clicks, RATE))
    events = []
    run(cover(config), events)
    assert "no_voice_found" in [event.code for event in events if isinstance(event, Warned)]


def test_song_with_voice_is_not_warned_of(config: CoverConfig):
    events = []
    run(cover(config), events)
    assert not [event for event in events if isinstance(event, Warned)]


def test_silence_holds_no_voice():
    silence = AudioClip(np.zeros((2, 1000), np.float32), RATE)
    assert not has_voice(silence, silence, np.full(5, 200.0))


def test_stopped_cover_leaves_nothing_behind(config: CoverConfig):
    pipeline = cover(config)
    for event in pipeline:
        if isinstance(event, StageStarted) and event.stage == "mixing":
            pipeline.close()
    assert not config.output_path.exists()


@pytest.mark.parametrize("n_samples", [1_001, 30_007])
def test_convert_writes_the_exact_length(config: CoverConfig, tmp_path: Path, n_samples: int):
    save_audio(tmp_path / "voice.wav", AudioClip(sung(2.0, RATE).waveform[:n_samples], RATE))
    output = tmp_path / "converted.wav"
    run(convert(ConversionConfig(tmp_path / "voice.wav", output, config.model_path, options=OPTIONS)))
    assert load_audio(output).n_samples == round(n_samples * 32_000 / RATE)


def test_convert_twice_gives_the_same_file(config: CoverConfig, tmp_path: Path):
    paths = [tmp_path / "first.wav", tmp_path / "second.wav"]
    for path in paths:
        run(convert(ConversionConfig(config.song_path, path, config.model_path, options=OPTIONS)))
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize(
    ("pipeline", "step"),
    [
        *product(["convert", "cover"], ["load_audio", "synthesize", "limit", "save_audio"]),
        ("cover", "mix"),
    ],
)
def test_lack_of_memory_is_named(
    pipeline: str, step: str, config: CoverConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def exhaust(*inputs, **options):
        raise (torch.OutOfMemoryError if step == "synthesize" else MemoryError)("planted")

    module = covering if pipeline == "cover" else file_conversion
    monkeypatch.setattr(LoadedVoice if step == "synthesize" else module, step, exhaust)
    request = ConversionConfig(config.song_path, config.output_path, config.model_path, options=OPTIONS)
    config = replace(config, converted_path=tmp_path / "converted.wav")
    with pytest.raises(DeviceOutOfMemoryError, match="shorter"):
        run(convert(request) if pipeline == "convert" else cover(config))


def test_missing_model_is_named_before_the_song_is_separated(config: CoverConfig, tmp_path: Path):
    with pytest.raises(CheckpointNotFoundError):
        next(cover(replace(config, model_path=tmp_path / "nobody.pth")))


@pytest.mark.parametrize("field", ["output_path", "converted_path"])
def test_unknown_format_is_named_before_the_song_is_separated(
    field: str, config: CoverConfig, tmp_path: Path
):
    with pytest.raises(ConfigError, match="'ogg'"):
        next(cover(replace(config, **{field: tmp_path / "out.ogg"})))


@pytest.mark.parametrize("field", ["output_path", "converted_path"])
def test_mp3_of_six_channels_is_refused_before_the_song_is_separated(
    field: str, config: CoverConfig, tmp_path: Path
):
    save_audio(config.song_path, AudioClip(np.zeros((6, 30_000), np.float32), RATE))
    with pytest.raises(ConfigError, match="6"):
        next(cover(replace(config, **{field: tmp_path / "out.mp3"})))


def test_unknown_format_is_named_before_a_conversion(config: CoverConfig, tmp_path: Path):
    request = ConversionConfig(config.song_path, tmp_path / "out.ogg", config.model_path, options=OPTIONS)
    with pytest.raises(ConfigError, match="'ogg'"):
        next(convert(request))


def test_absent_speaker_is_named_before_the_song_is_separated(config: CoverConfig):
    with pytest.raises(ConfigError, match="speaker_id is 1"):
        next(cover(replace(config, options=replace(OPTIONS, speaker_id=1))))


def test_absent_speaker_is_named_before_a_conversion(config: CoverConfig, tmp_path: Path):
    options = replace(OPTIONS, speaker_id=1)
    request = ConversionConfig(config.song_path, tmp_path / "out.wav", config.model_path, options=options)
    with pytest.raises(ConfigError, match="speaker_id is 1"):
        next(convert(request))


def test_missing_model_is_named(config: CoverConfig, tmp_path: Path):
    request = ConversionConfig(config.song_path, tmp_path / "out.wav", tmp_path / "nobody.pth")
    with pytest.raises(CheckpointNotFoundError, match="nobody"):
        run(convert(request))


def test_analysis_finds_the_pitch_of_the_voice(config: CoverConfig):
    save_audio(config.song_path, sung(4.0, RATE, f0_hz=300.0))
    assert analyse_song(config.song_path).median_f0_hz == pytest.approx(300.0, rel=0.05)


def test_analysis_of_silence_finds_no_pitch(config: CoverConfig):
    save_audio(config.song_path, AudioClip(np.zeros((2, 30_000), np.float32), RATE))
    assert analyse_song(config.song_path).median_f0_hz is None


def test_voice_in_one_part_of_a_song_is_enough():
    song = AudioClip(np.random.default_rng(0).normal(0.0, 0.1, 60 * RATE).astype(np.float32), RATE)
    vocals = AudioClip(song.waveform * 0.1, RATE)
    f0_hz = np.zeros(6000, np.float32)
    f0_hz[4000:] = 200.0
    assert has_voice(song, vocals, f0_hz)


def test_soft_residue_without_pitch_is_no_voice():
    song = AudioClip(np.random.default_rng(0).normal(0.0, 0.1, 60 * RATE).astype(np.float32), RATE)
    vocals = AudioClip(song.waveform * 0.1, RATE)
    assert not has_voice(song, vocals, np.zeros(6000, np.float32))
