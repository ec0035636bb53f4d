from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from rvc_core.checkpoints import inspect_file
from rvc_core.errors import CheckpointNotFoundError

MakeModel = Callable[..., Path]
MakeIndex = Callable[..., Path]
Zipped = Callable[..., Path]


def test_inspect_describes_a_model(make_model: MakeModel) -> None:
    description = inspect_file(make_model())
    assert description["accepted"]
    assert (description["kind"], description["version"], description["interchangeable"]) == (
        "voice_model",
        "v2",
        True,
    )


def test_inspect_tells_no_median_f0_that_is_no_number(make_model: MakeModel) -> None:
    path = make_model()
    content = torch.load(path, weights_only=True)
    torch.save({**content, "card": {"median_f0_hz": "abc"}}, path)
    assert inspect_file(path)["median_f0_hz"] is None


def test_inspect_describes_an_index(make_index: MakeIndex) -> None:
    description = inspect_file(make_index())
    assert (description["kind"], description["vectors"], description["content_dim"]) == ("index", 80, 768)


def test_inspect_describes_a_zip_with_its_index(
    make_model: MakeModel, make_index: MakeIndex, zipped: Zipped
) -> None:
    description = inspect_file(zipped({"v.pth": make_model(), "v.index": make_index()}))
    assert (description["kind"], description["index"]["vectors"]) == ("model_zip", 80)


def test_inspect_describes_a_folder_with_its_index(
    make_model: MakeModel, make_index: MakeIndex, tmp_path: Path
) -> None:
    make_model()
    make_index()
    description = inspect_file(tmp_path)
    assert (description["kind"], description["index"]["vectors"]) == ("model_folder", 80)
    assert description["warnings"] == []


@pytest.mark.parametrize(("content_dim", "n_bytes"), [(256, None), (768, 1000)])
def test_folder_whose_index_is_of_no_use_is_accepted_with_a_warning(
    content_dim: int, n_bytes: int | None, make_model: MakeModel, make_index: MakeIndex, tmp_path: Path
) -> None:
    make_model()
    index = make_index(content_dim=content_dim)
    index.write_bytes(index.read_bytes()[:n_bytes])
    description = inspect_file(tmp_path)
    assert (description["accepted"], description["index"]) == (True, None)
    assert len(description["warnings"]) == 1
    assert "index is not used" in description["warnings"][0]


def test_folder_without_an_index_needs_no_warning(make_model: MakeModel, tmp_path: Path) -> None:
    make_model()
    description = inspect_file(tmp_path)
    assert (description["index"], description["warnings"]) == (None, [])


@pytest.mark.parametrize("name", ["trained_bob", "Trained Voice", "trained_IVF7_Flat"])
def test_model_named_like_a_leftover_is_a_model(name: str, make_model: MakeModel) -> None:
    assert inspect_file(make_model(name))["kind"] == "voice_model"


def test_zip_named_like_a_leftover_is_a_zip(make_model: MakeModel, zipped: Zipped, tmp_path: Path) -> None:
    path = zipped({"v.pth": make_model()}).rename(tmp_path / "Trained Voice.zip")
    assert inspect_file(path)["kind"] == "model_zip"


@pytest.mark.parametrize("name", ["voice", "voice.pth"])
def test_zip_under_another_name_is_a_zip(
    name: str, make_model: MakeModel, zipped: Zipped, tmp_path: Path
) -> None:
    path = zipped({"v.pth": make_model()}).rename(tmp_path / name)
    assert inspect_file(path)["kind"] == "model_zip"


def test_model_under_the_name_of_a_zip_is_a_model(make_model: MakeModel, tmp_path: Path) -> None:
    assert inspect_file(make_model().rename(tmp_path / "voice.zip"))["kind"] == "voice_model"


def test_inspect_says_why_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "evil.pth").write_bytes(b"cposix\nsystem\n(S'true'\ntR.")
    description = inspect_file(tmp_path / "evil.pth")
    assert not description["accepted"]
    assert description["error"]["code"] == "checkpoint_unsafe"


def test_inspect_of_nothing_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(CheckpointNotFoundError):
        inspect_file(tmp_path / "none.pth")
