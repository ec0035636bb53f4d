"""A whole training: what it says on the way, and what it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import planted
import pytest
import torch

from rvc_core.audio import AudioClip, probe_audio
from rvc_core.checkpoints import load_voice_model
from rvc_core.config import ConversionConfig, ConversionOptions, TrainingConfig, TrainingResult
from rvc_core.content import load_content_encoder
from rvc_core.data.files import load_json
from rvc_core.errors import CheckpointNotFoundError, ConfigError, IncompatibleCheckpointError
from rvc_core.events import (
    EpochFinished,
    Event,
    SampleReady,
    StageAdvanced,
    StageStarted,
    drive,
)
from rvc_core.inference import convert
from rvc_core.inference.conversion import convert_voice
from rvc_core.inference.voice import LoadedVoice
from rvc_core.pitch import load_pitch_extractor
from rvc_core.training import train
from rvc_core.training_pace import keep_pace, kept_pace


@dataclass
class Trained:
    """A finished training."""

    config: TrainingConfig
    events: list[Event]
    result: TrainingResult

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    folder = tmp_path_factory.mktemp("trained")
    config = planted.training_config(folder, recordings=planted.recordings(folder), epochs=3, save_every=2)
    yield Trained(config, *planted.run(config))


def test_stages_run_in_order(trained: Trained) -> None:
    stages = [event.stage for event in trained.of(StageStarted)]
    assert stages == ["preparing", "pitch", "content", "index", "training"]


def test_every_stage_ends_complete(trained: Trained) -> None:
    last = {event.stage: (event.done, event.total) for event in trained.of(StageAdvanced)}
    assert all(done == total for done, total in last.values()), last


def test_progress_of_a_stage_never_falls(trained: Trained) -> None:
    done = [event.done for event in trained.of(StageAdvanced) if event.stage == "training"]
    assert done == sorted(done)


def test_each_epoch_is_told_with_its_losses(trained: Trained) -> None:
    epochs = [(event.epoch, sorted(event.losses)) for event in trained.of(EpochFinished)]
    names = ["adversarial", "discriminator", "feature", "generator", "kl", "mel"]
    assert epochs == [(1, names), (2, names), (3, names)]


def test_models_are_saved_as_asked_and_at_the_end(trained: Trained) -> None:
    assert [event.epoch for event in trained.of(SampleReady)] == [2, 3]


def test_listening_sample_is_a_slice_long(trained: Trained) -> None:
    path = trained.of(SampleReady)[-1].path
    assert 1.0 < probe_audio(path).duration_seconds < 4.1


def test_model_sings_one_hop_per_frame(trained: Trained) -> None:
    model = load_voice_model(trained.result.model_path)
    content = [[0.1] * model.content_dim] * 30
    assert model.synthesize(content, [200.0] * 30).shape == (30 * 320,)


def test_model_converts_another_voice(trained: Trained, tmp_path: Path) -> None:
    song = planted.save_recording(tmp_path / "song.wav", planted.harmonic_voice(2.0, f0_hz=300.0))
    model = trained.config.model_dir
    drive(convert(ConversionConfig(song, tmp_path / "converted.wav", model, device="cpu")))
    assert probe_audio(tmp_path / "converted.wav").duration_seconds == 2.0


def test_trained_model_in_the_plain_six_keys_converts_identically(trained: Trained, tmp_path: Path) -> None:
    content = torch.load(trained.result.model_path, weights_only=True)
    plain = {key: content[key] for key in ("weight", "config", "info", "sr", "f0", "version")}
    torch.save(plain, tmp_path / "plain.pth")
    heard_by = load_content_encoder("log-mel"), load_pitch_extractor("pm")
    song = AudioClip(planted.harmonic_voice(3.0, f0_hz=300.0), planted.SAMPLE_RATE)
    sung, sung_by_plain = (
        drive(convert_voice(LoadedVoice(load_voice_model(path), *heard_by), song, ConversionOptions()))
        for path in (trained.result.model_path, tmp_path / "plain.pth")
    )
    assert sung.clip.waveform.any()
    assert np.array_equal(sung.clip.waveform, sung_by_plain.clip.waveform)


def test_model_names_its_encoder(trained: Trained) -> None:
    assert load_voice_model(trained.result.model_path).metadata.embedder_model == "log-mel"


def test_model_says_that_unvoiced_frames_stayed_zero(trained: Trained) -> None:
    assert load_voice_model(trained.result.model_path).metadata.f0_unvoiced == "zero"


def test_last_model_tells_the_last_epoch(trained: Trained) -> None:
    assert load_voice_model(trained.result.last_model_path).metadata.epoch == 3


def test_card_tells_the_planted_f0(trained: Trained) -> None:
    assert trained.result.card["median_f0_hz"] == pytest.approx(planted.F0_HZ, rel=0.01)


def test_card_tells_the_minutes_of_the_recordings(trained: Trained) -> None:
    assert trained.result.card["minutes_of_data"] == pytest.approx(18 / 60, abs=0.01)


def test_card_tells_the_held_out_scores(trained: Trained) -> None:
    assert {"mel_distance", "voicing_error"} <= trained.result.card["held_out"].keys()


def test_card_of_a_persona_model_says_that_others_cannot_run_it(trained: Trained) -> None:
    assert "Other RVC programs cannot run" in trained.result.card["notes"][0]


def test_card_lies_beside_the_model(trained: Trained) -> None:
    assert load_json(trained.config.model_dir / "card.json") == trained.result.card


def test_settings_keep_what_auto_stood_for(trained: Trained) -> None:
    choice = load_json(trained.config.model_dir / "settings.json")["choice"]
    assert (choice["family"], choice["preset"], choice["encoder"]) == ("rvc", "compact", "log-mel")


def test_pace_is_kept_for_the_next_training(trained: Trained) -> None:
    assert kept_pace(trained.config.model_dir.parent, "rvc", "cpu") is not None


def test_time_is_told_before_the_first_step_from_the_pace_kept(tmp_path: Path) -> None:
    keep_pace(tmp_path, "rvc", "cpu", 50.0)
    config = planted.training_config(tmp_path, recordings=planted.recordings(tmp_path, 1, 4.0), epochs=3)
    in_training = [event for event in planted.run(config)[0] if getattr(event, "stage", "") == "training"]
    assert in_training[1].seconds_left == pytest.approx(3 * 50.0 * 4.0, rel=0.2)


def test_nothing_half_written_is_left(trained: Trained) -> None:
    assert not list(trained.config.model_dir.rglob(".tmp*"))


def test_index_is_there_before_the_first_epoch(tmp_path: Path) -> None:
    config = planted.training_config(tmp_path, recordings=planted.recordings(tmp_path, 1, 3.0))
    pipeline = train(config, planted.tiny_objective)
    planted.run_until(pipeline, lambda event: event == StageStarted("training", 2))
    assert len(list(config.model_dir.glob("added_IVF*_Flat_nprobe_1_voice_persona-1.index"))) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_tiny_dataset_trains(tmp_path: Path, count: int) -> None:
    config = planted.training_config(tmp_path, recordings=planted.recordings(tmp_path, count, 4.0), epochs=1)
    _, result = planted.run(config)
    assert result.epochs == 1


def test_losses_fall(tmp_path: Path) -> None:
    config = planted.training_config(
        tmp_path, recordings=planted.recordings(tmp_path, 1, 4.0), epochs=24, save_every=100, batch_size=1
    )
    events, _ = planted.run(config, partial(planted.tiny_objective, learning_rate=4e-3))
    mel = [event.losses["mel"] for event in events if isinstance(event, EpochFinished)]
    assert sum(mel[-5:]) < 0.8 * sum(mel[:5])


@pytest.mark.parametrize("name", ["a/b", "..", "", "a\\b"])
def test_name_that_is_no_file_name_is_refused(tmp_path: Path, name: str) -> None:
    config = planted.training_config(tmp_path, name=name, recordings=(tmp_path / "voice.wav",))
    with pytest.raises(ConfigError, match="name"):
        next(train(config))


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"config": {}}', '{"config": {"recordings": [], "seed": 1}, "choice": 1}']
)
def test_damaged_settings_are_not_resumed(tmp_path: Path, text: str) -> None:
    config = planted.training_config(tmp_path, resume=True)
    config.model_dir.mkdir()
    (config.model_dir / "settings.json").write_text(text)
    with pytest.raises(IncompatibleCheckpointError, match=r"settings\.json"):
        next(train(config))


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_seed_out_of_range_is_refused(tmp_path: Path, seed: int) -> None:
    with pytest.raises(ConfigError, match="seed"):
        planted.training_config(tmp_path, recordings=(tmp_path / "voice.wav",), seed=seed)


def test_nothing_to_resume_is_said(tmp_path: Path) -> None:
    with pytest.raises(CheckpointNotFoundError, match="resume"):
        next(train(planted.training_config(tmp_path, resume=True)))
