"""What a command says when the file system refuses."""

import errno
from pathlib import Path

import pytest

from rvc_core.checkpoints import ModelMetadata, save_voice_model
from rvc_core.cli import inspect as inspect_command
from rvc_core.cli import main
from rvc_core.models import Synthesizer
from tests.core.tiny import tiny_config


def refuse(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    """Let the command `inspect` raise `error`."""

    def raising(*_: object) -> object:
        raise error

    monkeypatch.setattr(inspect_command, "run", raising)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.EROFS, "Read-only file system", "logs/voice"), "Read-only file system: logs/voice"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (OSError(errno.EISDIR, "Is a directory", ".tmp-1.wav", None, "songs"), "Is a directory: songs"),
        (OSError("no route\nto the host"), "no route to the host"),
    ],
)
def test_refusal_of_the_file_system_is_one_line(
    error: OSError, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse(monkeypatch, error)
    assert main(["inspect", "voice.pth"]) == 1
    assert capsys.readouterr().err == f"inspect: {line}\n"


def test_output_that_is_a_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, one, folder = tiny_config(), tmp_path / "one.pth", tmp_path / "songs"
    save_voice_model(one, Synthesizer(config).state_dict(), config, ModelMetadata("one"))
    folder.mkdir()
    assert main(["blend", str(one), str(one), str(folder)]) == 1
    message = capsys.readouterr().err
    assert (message.count("\n"), str(folder) in message) == (1, True)
