"""`python -m rvc_core train`: its words become the config, its mistakes are said."""

import json
from collections.abc import Callable
from pathlib import Path

import planted
import pytest

from rvc_core.cli import build_parser, main
from rvc_core.cli.train import config_of, given_settings
from rvc_core.config import TrainingConfig, to_jsonable
from rvc_core.errors import IncompatibleCheckpointError
from rvc_core.training import resumed_config


def config_from(*words: str) -> TrainingConfig:
    return config_of(build_parser().parse_args(["train", "voice", "one.wav", *words]))


def test_model_lies_in_the_folder_of_its_name() -> None:
    assert config_from("--logs", "models").model_dir == Path("models/voice")


def test_defaults_are_those_of_the_config() -> None:
    assert config_from() == TrainingConfig("voice", (Path("one.wav"),), Path("logs/voice"))


def test_epochs_may_be_left_to_the_engine() -> None:
    assert config_from("--epochs", "auto").epochs == "auto"


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


@pytest.fixture()
def present(tmp_path: Path) -> Path:
    """Return the folder of a model that is there, without anything to go on from."""
    folder = tmp_path / "voice"
    (folder / "checkpoints").mkdir(parents=True)
    (folder / "voice.pth").write_bytes(b"finished")
    return folder


def test_present_training_is_gone_on_with_only_when_asked(
    present: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("G_5.pth", "D_5.pth"):
        (present / "checkpoints" / name).touch()
    assert main(["train", "voice", "one.wav", "--logs", str(present.parent)]) == 1
    assert "--resume continues it" in capsys.readouterr().err


def test_resume_is_not_advised_where_there_is_nothing_to_resume(
    present: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "voice", "one.wav", "--logs", str(present.parent)]) == 1
    message = capsys.readouterr().err
    assert ("another name" in message, "--resume" in message) == (True, False)


def test_resume_does_not_train_over_a_model_without_checkpoints(
    present: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--logs", str(present.parent), "--device", "cpu", "--resume"]
    assert main(["train", "voice", "one.wav", *words]) == 1
    assert "another name" in capsys.readouterr().err
    assert sorted(path.name for path in present.iterdir()) == ["checkpoints", "voice.pth"]


def test_missing_recording_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--logs", str(tmp_path), "--device", "cpu", "--pretrained", str(tmp_path / "none")]
    assert main(["train", "voice", "absent.wav", *words]) == 1
    assert "absent.wav" in capsys.readouterr().err


@pytest.fixture()
def resumed_with(tmp_path: Path) -> Callable[..., TrainingConfig]:
    """Return the config of a resume, by its words, of a training that was asked for by other words."""
    asked = config_from("--logs", str(tmp_path), "--minutes", "30", "--batch-size", "8", "--save-every", "1")
    (tmp_path / "voice").mkdir()
    settings = {"config": to_jsonable(asked), "choice": {}}
    (tmp_path / "voice" / "settings.json").write_text(json.dumps(settings))

    def resume(*words: str) -> TrainingConfig:
        arguments = build_parser().parse_args(["train", "voice", "--resume", "--logs", str(tmp_path), *words])
        return resumed_config(config_of(arguments), given_settings(arguments))

    return resume


def test_resume_asks_for_what_its_training_asked(resumed_with: Callable[..., TrainingConfig]) -> None:
    config = resumed_with()
    assert (config.epochs, config.max_minutes, config.batch_size, config.save_every) == (10_000, 30.0, 8, 1)


def test_resume_with_epochs_has_no_end_in_time(resumed_with: Callable[..., TrainingConfig]) -> None:
    config = resumed_with("--epochs", "70")
    assert (config.epochs, config.max_minutes, config.batch_size) == (70, None, 8)


def test_resume_with_another_batch_size_keeps_the_rest(resumed_with: Callable[..., TrainingConfig]) -> None:
    config = resumed_with("--batch-size", "2")
    assert (config.max_minutes, config.batch_size) == (30.0, 2)


def test_resume_of_damaged_settings_is_refused(
    tmp_path: Path, resumed_with: Callable[..., TrainingConfig]
) -> None:
    (tmp_path / "voice" / "settings.json").write_text('{"config": {"epochs": "many"}}')
    with pytest.raises(IncompatibleCheckpointError, match="damaged"):
        resumed_with()


@pytest.mark.slow
def test_compact_model_is_trained_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(path) for path in planted.recordings(tmp_path, 1, 4.0)]
    words = ["--epochs", "1", "--json", "--device", "cpu", "--pretrained", str(tmp_path / "none")]
    main(["train", "voice", *files, "--logs", str(tmp_path), *words])
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert Path(last["model_path"]).is_file()
