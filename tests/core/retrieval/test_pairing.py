from pathlib import Path

import pytest

from rvc_core.retrieval import index_beside


def added(name: str) -> str:
    return f"added_IVF9_Flat_nprobe_1_{name}_v2.index"


def beside(folder: Path, model: str, *others: str) -> str | None:
    """Return the name of the index that is found for `model` among files whose size grows by place."""
    for size, name in enumerate((model, *others)):
        (folder / name).write_bytes(bytes(size))
    found = index_beside(folder / model)
    return found.name if found else None


@pytest.mark.parametrize(
    ("model", "index"),
    [
        ("the_emperor.pth", added("the_king")),
        ("the_emperor.pth", added("the")),
        ("ann.pth", added("joanna")),
        ("ann.pth", added("ann_marie")),
        ("ann.pth", "joanna.index"),
        ("_echo.pth", added("bass")),
    ],
)
def test_index_of_a_name_that_only_resembles_is_not_taken(model: str, index: str, tmp_path: Path) -> None:
    assert beside(tmp_path, model, added("tenor"), index) is None


@pytest.mark.parametrize(
    "model",
    [
        "name.pth",
        "name_e200.pth",
        "name_e200_s4000.pth",
        "name_200e_4000s.pth",
        "name_last.pth",
        "name_e200_s4000_last.pth",
    ],
)
@pytest.mark.parametrize(
    "index",
    [
        "name.index",
        added("name"),
        "added_IVF9_Flat_nprobe_1_name_persona-1.index",
        "added_IVF9_Flat_nprobe_1_name.index",
        "name_added_IVF9_Flat_nprobe_1_name_v2.index",
        "added_name_v2.index",
    ],
)
def test_index_of_the_name_is_taken(model: str, index: str, tmp_path: Path) -> None:
    assert beside(tmp_path, model, index, added("tenor")) == index


@pytest.mark.parametrize("larger", ["my_king.index", "king_old.index", added("king_old")])
def test_exact_name_comes_before_a_larger_index(larger: str, tmp_path: Path) -> None:
    assert beside(tmp_path, "king.pth", "king.index", larger) == "king.index"


def test_name_with_a_version_in_it_is_taken_whole(tmp_path: Path) -> None:
    assert beside(tmp_path, "king_v2.pth", added("king_v2"), added("king")) == added("king_v2")


def test_index_of_the_same_epoch_comes_first(tmp_path: Path) -> None:
    assert beside(tmp_path, "king_e10.pth", "king_e10.index", "king.index") == "king_e10.index"


def test_larger_of_two_exact_indexes_is_taken(tmp_path: Path) -> None:
    assert beside(tmp_path, "king.pth", added("king"), "added_IVF10_Flat_nprobe_1_king_v2.index") == (
        "added_IVF10_Flat_nprobe_1_king_v2.index"
    )


def test_lone_index_of_a_lone_model_needs_no_name(tmp_path: Path) -> None:
    assert beside(tmp_path, "king.pth", "retrieval.index") == "retrieval.index"


def test_lone_index_of_another_model_is_not_taken(tmp_path: Path) -> None:
    assert beside(tmp_path, "ann.pth", "joanna.pth", added("joanna")) is None


def test_index_that_fits_another_model_better_is_not_taken(tmp_path: Path) -> None:
    assert beside(tmp_path, "king.pth", "the_king.pth", "the_king.index") is None


def test_index_is_shared_by_the_epochs_of_a_model(tmp_path: Path) -> None:
    assert beside(tmp_path, "king_e10.pth", "king.pth", "king_e20.pth", added("king")) == added("king")


def test_empty_index_of_the_name_is_not_taken(tmp_path: Path) -> None:
    assert beside(tmp_path, "king.pth", "trained_IVF9_Flat_nprobe_1_king_v2.index") is None
