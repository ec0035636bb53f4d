from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rvc_core.checkpoints import blend, extract, load_voice_model, save_voice_model
from rvc_core.checkpoints.model_file import read_model_file
from rvc_core.errors import IncompatibleCheckpointError

MakeModel = Callable[..., Path]


@pytest.fixture
def carded(make_model: MakeModel) -> Callable[..., Path]:
    """Return a function that writes a small model with a card."""

    def make(name: str, card: dict[str, Any]) -> Path:
        file = read_model_file(make_model(name))
        path = make_model(name)
        save_voice_model(path, file.tensors, file.config, replace(file.metadata, card=card))
        return path

    return make


@pytest.mark.parametrize(("alpha", "median_hz"), [(0.0, 400.0), (0.5, 200.0), (0.75, 141.42), (1.0, 100.0)])
def test_blend_is_as_high_as_its_share_of_both(
    alpha: float, median_hz: float, carded: Callable[..., Path], tmp_path: Path
) -> None:
    one, other = carded("one", {"median_f0_hz": 100.0}), carded("other", {"median_f0_hz": 400.0})
    blend(one, other, alpha, tmp_path / "mixed.pth")
    card = load_voice_model(tmp_path / "mixed.pth").metadata.card
    assert card == {"median_f0_hz": pytest.approx(median_hz, abs=0.01)}


@pytest.mark.parametrize("card", [{}, {"median_f0_hz": None}, {"median_f0_hz": 0}, {"median_f0_hz": True}])
def test_blend_with_a_voice_of_unknown_height_has_none(
    card: dict[str, Any], carded: Callable[..., Path], tmp_path: Path
) -> None:
    one, other = carded("one", {"median_f0_hz": 100.0}), carded("other", card)
    assert blend(one, other, 0.5, tmp_path / "mixed.pth").card == {}


def test_voice_model_is_not_extracted_from_a_voice_model(make_model: MakeModel, tmp_path: Path) -> None:
    with pytest.raises(IncompatibleCheckpointError, match=r"voice\.pth is a voice model already"):
        extract(make_model(), tmp_path / "small.pth")
    assert not (tmp_path / "small.pth").exists()
