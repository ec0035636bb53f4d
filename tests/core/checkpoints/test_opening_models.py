from collections.abc import Callable
from pathlib import Path

import pytest

from rvc_core.checkpoints import load_voice_model, opened_model

MakeModel = Callable[..., Path]
MakeIndex = Callable[..., Path]
Zipped = Callable[..., Path]


@pytest.mark.parametrize("given", ["model", "folder", "zip"])
def test_model_opens_as_file_folder_or_zip(
    given: str, make_model: MakeModel, make_index: MakeIndex, zipped: Zipped, tmp_path: Path
) -> None:
    model, index = make_model("voice"), make_index()
    paths = {"model": model, "folder": tmp_path, "zip": zipped({"v.pth": model, index.name: index})}
    with opened_model(paths[given]) as (model_path, index_path):
        assert load_voice_model(model_path).content_dim == 768
        assert index_path is not None
        assert index_path.read_bytes() == index.read_bytes()


@pytest.mark.parametrize("name", ["shared", "shared.pth"])
def test_model_zip_opens_under_any_name(
    name: str, make_model: MakeModel, zipped: Zipped, tmp_path: Path
) -> None:
    path = zipped({"v.pth": make_model()}).rename(tmp_path / name)
    with opened_model(path) as (model_path, _):
        assert load_voice_model(model_path).content_dim == 768


def test_model_named_like_a_zip_opens(make_model: MakeModel, tmp_path: Path) -> None:
    path = make_model().rename(tmp_path / "voice.zip")
    with opened_model(path) as (model_path, _):
        assert load_voice_model(model_path).content_dim == 768


def test_index_of_another_model_in_the_folder_is_not_taken(
    make_model: MakeModel, make_index: MakeIndex
) -> None:
    model = make_model("alto")
    (
        make_index("added_IVF2_Flat_nprobe_1_bass_v2.index"),
        make_index("added_IVF2_Flat_nprobe_1_tenor_v2.index"),
    )
    with opened_model(model) as (_, index_path):
        assert index_path is None
