import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from rvc_core.checkpoints import ModelMetadata, load_voice_model, pack_model_zip, save_voice_model
from rvc_core.cli import main
from rvc_core.cli.terminal import run_pipeline
from rvc_core.config.synthesizer import SynthesizerConfig
from rvc_core.events import (
    CheckpointSaved,
    EpochFinished,
    Event,
    Pipeline,
    SampleReady,
    StageAdvanced,
    StageStarted,
    Warned,
    event_to_jsonable,
)
from rvc_core.models import Synthesizer

EVENTS: list[tuple[Event, str]] = [
    (StageStarted("pitch", 4), "stage_started"),
    (StageAdvanced("pitch", 1, 4, 2.5), "stage_advanced"),
    (EpochFinished(1, 2, 30, {"mel": 0.5}), "epoch_finished"),
    (CheckpointSaved(1, Path("voice.pth")), "checkpoint_saved"),
    (SampleReady(1, Path("epoch_1.wav")), "sample_ready"),
    (Warned("no_voice", "No voice."), "warning"),
]


@pytest.fixture
def voice(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a small voice model."""
    config = SynthesizerConfig.compact(40_000, decoder_channels=16)

    def make(name: str) -> Path:
        path = tmp_path / f"{name}.pth"
        save_voice_model(path, Synthesizer(config).state_dict(), config, ModelMetadata(name))
        return path

    return make


def test_inspect_prints_json(voice: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(voice("alto"))]) == 0
    assert json.loads(capsys.readouterr().out)["sample_rate"] == 40_000


def test_inspect_of_a_refused_file_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "song.pth").write_bytes(b"RIFF")
    assert main(["inspect", str(tmp_path / "song.pth")]) == 0
    assert "sound file" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_missing_file_exits_1_with_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(tmp_path / "none.pth")]) == 1
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)


@pytest.mark.parametrize("argv", [[], ["nothing"], ["inspect"], ["blend", "a", "b", "c", "--alpha", "x"]])
def test_wrong_usage_exits_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert "usage" in capsys.readouterr().err


def test_help_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "inspect" in capsys.readouterr().out


def test_blend_writes_a_model(voice: Callable[[str], Path], tmp_path: Path) -> None:
    out = tmp_path / "mixed.pth"
    assert main(["blend", str(voice("one")), str(voice("two")), str(out), "--alpha", "0.3"]) == 0
    assert load_voice_model(out).metadata.info == "0.3 of one, 0.7 of two"


def test_blend_takes_folders_and_zips(voice: Callable[[str], Path], tmp_path: Path) -> None:
    folder, out = tmp_path / "logs" / "one", tmp_path / "mixed.pth"
    folder.mkdir(parents=True)
    voice("one").rename(folder / "one.pth")
    zipped = pack_model_zip(folder, "one", tmp_path / "one.zip")
    assert main(["blend", str(folder), str(zipped), str(out)]) == 0
    assert load_voice_model(out).metadata.info == "0.5 of one, 0.5 of one"


def test_blend_outside_of_its_range_exits_1(voice: Callable[[str], Path], tmp_path: Path) -> None:
    one = str(voice("one"))
    assert main(["blend", one, one, str(tmp_path / "mixed.pth"), "--alpha", "2"]) == 1


def test_extract_writes_a_model(tmp_path: Path) -> None:
    network = Synthesizer(SynthesizerConfig.compact(40_000, decoder_channels=16))
    torch.save({"model": network.state_dict(), "iteration": 3}, tmp_path / "G_9.pth")
    assert main(["extract", str(tmp_path / "G_9.pth"), str(tmp_path / "voice.pth")]) == 0
    assert load_voice_model(tmp_path / "voice.pth").metadata.epoch == 3


def test_pretrained_lists_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pretrained", "--dir", str(tmp_path), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["weights"]
    assert {"contentvec", "rmvpe", "f0G40k"} <= {row["name"] for row in rows if not row["present"]}


def test_pretrained_prints_a_line_per_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pretrained", "--dir", str(tmp_path)]) == 0
    assert "missing  rmvpe" in capsys.readouterr().out


def test_download_of_an_unknown_name_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pretrained", "--dir", str(tmp_path), "--download", "nothing"]) == 1
    assert "nothing" in capsys.readouterr().err


@pytest.mark.parametrize(("event", "word"), EVENTS)
def test_event_has_the_sockets_word(event: Event, word: str) -> None:
    assert event_to_jsonable(event)["type"] == word


def a_pipeline() -> Pipeline[int]:
    for event, _ in EVENTS:
        yield event
    return 42


def test_json_is_a_line_per_event(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_pipeline(a_pipeline(), as_json=True) == 42
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["type"] for line in lines] == [word for _, word in EVENTS]


def test_bars_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_pipeline(a_pipeline(), as_json=False) == 42
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "pitch" in captured.err
    assert "No voice." in captured.err


def test_reader_that_leaves_early_is_no_error(voice: Callable[[str], Path]) -> None:
    command = [sys.executable, "-m", "rvc_core", "inspect", str(voice("one"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


def test_module_runs_as_a_program(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rvc_core", "inspect", str(tmp_path / "none.pth")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "inspect: none.pth: There is no such file.\n")
