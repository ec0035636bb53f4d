"""What is kept of a training's pace for the next one."""

from pathlib import Path

import pytest

from rvc_core.training_pace import PACES_NAME, keep_pace, kept_pace


def test_pace_is_that_of_the_newest_training_of_its_family(tmp_path: Path) -> None:
    for family, pace in (("starter", 0.5), ("rvc", 9.0), ("starter", 0.25)):
        keep_pace(tmp_path, family, "cpu", pace)
    assert kept_pace(tmp_path, "starter", "cpu") == 0.25


def test_pace_of_another_device_is_not_known(tmp_path: Path) -> None:
    keep_pace(tmp_path, "starter", "cpu", 0.5)
    assert kept_pace(tmp_path, "starter", "cuda") is None


@pytest.mark.parametrize("text", ["", "[1]", '{"starter cpu": "fast"}', '{"starter cpu": NaN}'])
def test_damaged_paces_are_unknown(tmp_path: Path, text: str) -> None:
    (tmp_path / PACES_NAME).write_text(text, encoding="utf-8")
    assert kept_pace(tmp_path, "starter", "cpu") is None
