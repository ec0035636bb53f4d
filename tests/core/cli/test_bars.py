"""Bars tell the pipeline's own time left."""

import re

import pytest

from rvc_core.cli.terminal import run_pipeline
from rvc_core.events import Pipeline, StageAdvanced, StageStarted


def training(seconds_left: float | None) -> Pipeline[None]:
    yield StageStarted("training", 100)
    yield StageAdvanced("training", 1, 100, seconds_left)
    yield StageAdvanced("training", 50, 100, seconds_left)


def last_bar(capsys: pytest.CaptureFixture[str], seconds_left: float | None) -> str:
    run_pipeline(training(seconds_left), as_json=False)
    return re.split(r"[\r\n]", capsys.readouterr().err.strip())[-1]


def test_bar_shows_the_time_left_that_the_event_tells(capsys: pytest.CaptureFixture[str]) -> None:
    assert last_bar(capsys, 754.0).endswith("12:34 left]")


def test_bar_guesses_no_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    bar = last_bar(capsys, None)
    assert "50.0/100" in bar
    assert not re.search("left|<|it/s|/s", bar)
