"""`python -m rvc_core train`: its words become the config, its mistakes are said."""

import json
from pathlib import Path

import planted
import pytest

from rvc_core.cli import build_parser, main
from rvc_core.cli.train import config_of
from rvc_core.config import TrainingConfig


def config_from(*words: str) -> TrainingConfig:
    return config_of(build_parser().parse_args(["train", "voice", "one.wav", *words]))


def test_model_lies_in_the_folder_of_its_name() -> None:
    assert config_from("--logs", "models").model_dir == Path("models/voice")


def test_twenty_epochs_are_the_default() -> None:
    assert config_from().epochs == 20


def test_minutes_alone_let_the_clock_end_the_training() -> None:
    config = config_from("--minutes", "5")
    assert (config.max_minutes, config.epochs) == (5.0, 10_000)


def test_minutes_and_epochs_hold_both() -> None:
    config = config_from("--minutes", "5", "--epochs", "7")
    assert (config.max_minutes, config.epochs) == (5.0, 7)


@pytest.mark.parametrize(
    "words",
    [("--epochs", "0"), ("--batch-size", "0"), ("--minutes", "-1")],
)
def test_value_out_of_range_is_said(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "voice", "one.wav", *words]) == 1
    assert "must be between" in capsys.readouterr().err


def test_present_model_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "voice.pth").touch()
    assert main(["train", "voice", "one.wav", "--logs", str(tmp_path)]) == 1
    assert "--resume" in capsys.readouterr().err


def test_missing_recording_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--logs", str(tmp_path), "--device", "cpu", "--pretrained", str(tmp_path / "none")]
    assert main(["train", "voice", "absent.wav", *words]) == 1
    assert "absent.wav" in capsys.readouterr().err


@pytest.mark.slow
def test_compact_model_is_trained_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(path) for path in planted.recordings(tmp_path, 1, 4.0)]
    words = ["--epochs", "1", "--json", "--device", "cpu", "--pretrained", str(tmp_path / "none")]
    main(["train", "voice", *files, "--logs", str(tmp_path), *words])
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert Path(last["model_path"]).is_file()
