"""How long an automatic training is said to take, before it starts."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from backend.services.capabilities import load_capabilities
from rvc_core.training_pace import keep_pace


def minutes_in(folder: Path, family: str) -> Any:
    """Return the minutes told where the models are in `folder` and a training would be of `family`."""
    known = {"automatic": {"family": family}, "device": {"type": "cpu"}}
    context = SimpleNamespace(
        settings=SimpleNamespace(pretrained_dir=folder / "none"),
        workspace=SimpleNamespace(models=folder),
        cache={"weights": {}, "capabilities": known},
    )
    return load_capabilities(context)["training_minutes"]  # type: ignore[arg-type]


def test_minutes_follow_from_the_pace_of_the_training_before(tmp_path: Path):
    keep_pace(tmp_path, "starter", "cpu", 300.0 / 9600.0)
    assert minutes_in(tmp_path, "starter") == 5.0


@pytest.mark.parametrize("family", ["starter", "rvc"])
def test_minutes_are_not_known_before_the_first_training(tmp_path: Path, family: str):
    assert minutes_in(tmp_path, family) is None
