"""What a training goes on from, and what it leaves alone."""

from dataclasses import replace
from pathlib import Path

import planted
import pytest

from rvc_core.config import TrainingConfig
from rvc_core.errors import CheckpointNotFoundError
from rvc_core.events import Event, StageStarted
from rvc_core.training import train


@pytest.fixture()
def config(tmp_path: Path) -> TrainingConfig:
    """Return a config of a training that no file is there of yet."""
    return planted.training_config(tmp_path, recordings=(tmp_path / "voice 0.wav",))


def with_files(config: TrainingConfig, *names: str) -> TrainingConfig:
    """Return `config`, in whose folder files of `names` lie now."""
    for name in names:
        path = config.model_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"there before")
    return config


def test_model_without_checkpoints_is_not_trained_over(config: TrainingConfig) -> None:
    with_files(config, "voice.pth")
    with pytest.raises(CheckpointNotFoundError, match="another name"):
        next(train(replace(config, resume=True)))
    assert [path.name for path in config.model_dir.iterdir()] == ["voice.pth"]


def test_training_stopped_before_its_first_checkpoint_goes_on(config: TrainingConfig, tmp_path: Path) -> None:
    planted.recordings(tmp_path, 1, 3.0)
    planted.run_until(train(config), lambda event: isinstance(event, StageStarted))
    events: list[Event] = planted.run_until(
        train(replace(config, resume=True, recordings=())), lambda event: isinstance(event, StageStarted)
    )
    assert events == [StageStarted("preparing", 3)]


def test_resume_finds_the_recordings_in_a_moved_folder(config: TrainingConfig, tmp_path: Path) -> None:
    recordings = planted.recordings(tmp_path / "voice" / "recordings", 1, 3.0)
    started = replace(config, recordings=recordings)
    planted.run_until(train(started), lambda event: isinstance(event, StageStarted))
    moved = (tmp_path / "voice").rename(tmp_path / "elsewhere")
    resumed = train(replace(config, resume=True, recordings=(), model_dir=moved))
    assert planted.run_until(resumed, lambda event: isinstance(event, StageStarted)) == [
        StageStarted("preparing", 3)
    ]


def test_new_training_leaves_no_checkpoint_of_the_voice_before(
    config: TrainingConfig, tmp_path: Path
) -> None:
    planted.recordings(tmp_path, 1, 3.0)
    with_files(config, "checkpoints/G_9.pth", "checkpoints/D_9.pth")
    planted.run_until(train(config), lambda event: isinstance(event, StageStarted))
    assert not (config.model_dir / "checkpoints").exists()


def test_resume_without_settings_leaves_its_checkpoint(config: TrainingConfig, tmp_path: Path) -> None:
    planted.recordings(tmp_path, 1, 3.0)
    with_files(config, "checkpoints/G_9.pth", "checkpoints/D_9.pth")
    planted.run_until(train(replace(config, resume=True)), lambda event: isinstance(event, StageStarted))
    assert len(list((config.model_dir / "checkpoints").iterdir())) == 2
